using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class ExternalEventTests
{
    [Fact]
    public void Events_that_come_early_are_kept_by_name_in_order()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            await context.CallActivityAsync("Prepare");
            var first = await context.WaitForExternalEvent<string>("Go");
            var other = await context.WaitForExternalEvent<string>("Other");
            var second = await context.WaitForExternalEvent<string>("Go");
            return first + other + second;
        });

        execution.Start();
        Assert.Empty(execution.Turn(Raised("Go", "\"1\""), Raised("Other", "\"o\"")).Actions);
        Assert.Empty(execution.Turn(Raised("GO", "\"2\"")).Actions);
        Assert.Equal("\"1o2\"", execution.Turn(Completed(0)).Completion!.Result);
    }

    [Fact]
    public void Waits_of_the_same_name_are_served_in_order()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            var first = context.WaitForExternalEvent<string>("go");
            var second = context.WaitForExternalEvent<string>("go");
            return await first + await second;
        });

        execution.Start();
        Assert.Empty(execution.Turn(Raised("Go", "\"1\"")).Actions);
        Assert.Equal("\"12\"", execution.Turn(Raised("go", "\"2\"")).Completion!.Result);
    }

    [Fact]
    public void A_wait_given_up_does_not_swallow_the_event()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var given = context.WaitForExternalEvent<string>("go", giveUp.Token);
            await context.CallActivityAsync("Prepare");
            giveUp.Cancel();
            Assert.True(given.IsCanceled);
            return await context.WaitForExternalEvent<string>("go");
        });

        execution.Start();
        execution.Turn(Completed(0));
        Assert.Equal("\"yes\"", execution.Turn(Raised("go", "\"yes\"")).Completion!.Result);
    }

    [Fact]
    public void A_wait_with_a_time_limit_ends_with_what_comes_first()
    {
        static async Task<string> Wait(TaskOrchestrationContext context)
        {
            try
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1));
            }
            catch (TaskCanceledException)
            {
                return "too late";
            }
        }

        var inTime = ExecutionHarness.For(Wait);
        Assert.NotNull(Assert.Single(inTime.Start().Actions).CreateTimer);
        Assert.Equal("\"yes\"", inTime.Turn(Raised("go", "\"yes\""), Fired(0)).Completion!.Result);

        var late = ExecutionHarness.For(Wait);
        late.Start();
        Assert.Equal("\"too late\"", late.Turn(Fired(0), Raised("go", "\"yes\"")).Completion!.Result);
    }

    [Fact]
    public void An_event_that_is_there_already_needs_no_timer()
    {
        var execution = ExecutionHarness.For(context => context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1)));

        var turn = execution.Turn(Suspended(), Started(), Raised("go", "\"yes\""));
        Assert.Empty(turn.Actions);
        var end = execution.Turn(Resumed());
        // The wait begins before the event is delivered, so its timer is made and withdrawn within the turn.
        Assert.Equal("\"yes\"", Assert.Single(end.Actions).CompleteOrchestration.Result);
    }

    [Fact]
    public void An_event_is_sent_once_and_to_the_right_instance()
    {
        var execution = ExecutionHarness.For(async context =>
        {
            context.SendEvent("run-2", "done", 42);
            return await context.CallActivityAsync<string>("Next");
        });

        var sent = execution.Start().Actions[0];
        Assert.Equal(("run-2", "done", "42"), (sent.SendEvent.Instance.InstanceId, sent.SendEvent.Name, sent.SendEvent.Data));
        Assert.Single(execution.Turn(Completed(1, "\"x\"")).Actions);
    }
}
