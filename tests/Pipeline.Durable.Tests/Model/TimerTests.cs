using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class TimerTests
{
    [Fact]
    public void A_timer_of_30_days_goes_in_hops_of_3_days_and_ends_on_time()
    {
        var due = default(DateTime);
        var execution = ExecutionHarness.For(async context =>
        {
            due = context.CurrentUtcDateTime.AddDays(30);
            await context.CreateTimer(due, CancellationToken.None);
            return "done";
        });

        var turn = execution.Start();
        var hops = 0;
        while (turn.Completion is null)
        {
            var timer = Assert.Single(turn.Actions);
            var fireAt = timer.CreateTimer.FireAt.ToDateTime();
            Assert.True(fireAt - execution.Now <= TimeSpan.FromDays(3));
            hops++;
            execution.Pass(fireAt - execution.Now);
            turn = execution.Turn(Fired(timer.Id));
        }

        Assert.InRange(hops, 10, 11);
        Assert.InRange(execution.Now - due, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_timer_given_up_in_its_own_turn_is_never_created()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromHours(1), giveUp.Token);
            giveUp.Cancel();
            await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
            return await context.CallActivityAsync<string>("Next");
        });

        var action = Assert.Single(execution.Start().Actions);
        Assert.Equal((1, "Next"), (action.Id, action.ScheduleTask.Name));
        Assert.NotNull(execution.Turn(Completed(1, "\"x\"")).Completion);
    }

    [Fact]
    public void A_timer_given_up_later_fires_into_the_void()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(10), giveUp.Token);
            await context.CallActivityAsync("First");
            giveUp.Cancel();
            await context.CallActivityAsync("Second");
            return timer.IsCanceled;
        });

        Assert.Equal(2, execution.Start().Actions.Count);
        Assert.Equal("Second", Assert.Single(execution.Turn(Completed(1)).Actions).ScheduleTask.Name);
        Assert.Empty(execution.Turn(Fired(0)).Actions);
        Assert.Equal("true", execution.Turn(Completed(2)).Completion!.Result);
    }

    [Fact]
    public void A_local_time_is_refused()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            await context.CreateTimer(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Local), CancellationToken.None);
            return 0;
        });

        Assert.Contains("UTC", execution.Start().Completion!.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_stands_still_within_a_turn_and_identifiers_are_the_same_on_replay()
    {
        var seen = new List<(DateTime, Guid, Guid)>();
        var execution = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("A");
            seen.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
            await context.CallActivityAsync("B");
            return 0;
        });

        execution.Start();
        execution.Turn(Completed(0));
        execution.Turn(Completed(1));

        // Each turn ran in the session and by replay, so the line was reached more than once.
        Assert.True(seen.Count > 1);
        var (now, first, second) = Assert.Single(seen.Distinct());
        Assert.Equal(DateTimeKind.Utc, now.Kind);
        Assert.NotEqual(first, second);
        Assert.Equal('5', first.ToString()[14]);
    }
}
