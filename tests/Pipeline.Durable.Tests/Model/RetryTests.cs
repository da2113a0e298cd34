using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Model;

public sealed class RetryTests
{
    private static readonly Durable.TaskFailureDetails Failure = new("System.IO.IOException", "no");

    [Theory]
    [InlineData(1, 0, 2.0)]
    [InlineData(2, 0, 4.0)]
    [InlineData(3, 0, 5.0)] // the longest wait
    [InlineData(4, 0, null)] // no attempts left
    [InlineData(1, 18, 2.0)]
    [InlineData(1, 19, null)] // the next attempt would start after the time limit
    public void The_policy_says_how_long_to_wait(int failedAttempts, int elapsedSeconds, double? expectedSeconds)
    {
        var policy = new RetryPolicy(4, TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
        Assert.Equal(expectedSeconds, policy.NextDelay(failedAttempts, TimeSpan.FromSeconds(elapsedSeconds), Failure)?.TotalSeconds);
    }

    [Fact]
    public void The_policy_gives_up_on_what_cannot_be_retried()
    {
        var policy = new RetryPolicy(4, TimeSpan.FromSeconds(2)) { HandleFailure = failure => failure.IsCausedBy<IOException>() };
        Assert.NotNull(policy.NextDelay(1, TimeSpan.Zero, Failure));
        Assert.Null(policy.NextDelay(1, TimeSpan.Zero, Failure with { ErrorType = "System.ArgumentException" }));
        Assert.Null(policy.NextDelay(1, TimeSpan.Zero, Failure with { IsNonRetriable = true }));
    }

    [Fact]
    public void Growth_without_bounds_ends_at_the_longest_wait()
    {
        var policy = new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 10);
        Assert.Equal(TimeSpan.FromHours(1), policy.NextDelay(100_000, TimeSpan.Zero, Failure));
    }

    [Theory]
    [InlineData(0, 1, 1.0, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1.0, "firstRetryInterval")]
    [InlineData(1, 1, 0.5, "backoffCoefficient")]
    [InlineData(1, 1, double.NaN, "backoffCoefficient")]
    public void A_policy_that_makes_no_sense_is_refused(int attempts, int seconds, double coefficient, string parameter) =>
        Assert.Equal(
            parameter,
            Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(attempts, TimeSpan.FromSeconds(seconds), coefficient)).ParamName);

    [Fact]
    public void A_failed_activity_is_called_again_after_a_durable_wait()
    {
        var execution = ExecutionHarness.For(context => context.CallActivityAsync<string>(
            "Flaky", "in", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2))));

        execution.Start();
        var wait = Assert.Single(execution.Turn(Failed(0)).Actions);
        Assert.Equal(execution.Now.AddMinutes(1), wait.CreateTimer.FireAt.ToDateTime());
        var again = Assert.Single(execution.Turn(Fired(1)).Actions);
        Assert.Equal((2, "Flaky", "\"in\""), (again.Id, again.ScheduleTask.Name, again.ScheduleTask.Input));
        Assert.Equal(execution.Now.AddMinutes(2).AddMilliseconds(10), Assert.Single(execution.Turn(Failed(2)).Actions).CreateTimer.FireAt.ToDateTime());
        execution.Turn(Fired(3));
        var end = execution.Turn(Failed(4, "still no")).Completion!;
        Assert.Contains("still no", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_may_decide_and_wait_by_itself()
    {
        var execution = ExecutionHarness.For(context => context.CallActivityAsync<string>(
            "Flaky",
            options: TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(retry.LastAttemptNumber), CancellationToken.None);
                return retry.LastAttemptNumber < 2;
            })));

        execution.Start();
        Assert.NotNull(Assert.Single(execution.Turn(Failed(0)).Actions).CreateTimer);
        Assert.NotNull(Assert.Single(execution.Turn(Fired(1)).Actions).ScheduleTask);
        Assert.NotNull(Assert.Single(execution.Turn(Failed(2)).Actions).CreateTimer);
        Assert.NotNull(execution.Turn(Fired(3)).Completion!.FailureDetails);
    }
}
