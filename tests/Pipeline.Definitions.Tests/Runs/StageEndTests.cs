using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

public sealed class StageEndTests
{
    [Theory]
    [InlineData(FailurePolicy.FailPipeline, StageStatus.Terminal, false)]
    [InlineData(FailurePolicy.FailBranch, StageStatus.Stopped, false)]
    [InlineData(FailurePolicy.FailBranchThenPipeline, StageStatus.Stopped, true)]
    [InlineData(FailurePolicy.Ignore, StageStatus.FailedContinue, false)]
    public void A_failure_ends_as_its_policy_says(FailurePolicy policy, StageStatus status, bool failsRunLater)
    {
        var stage = Stages.One("a") with { OnFailure = policy };

        Assert.Equal(new StageEnd(status, failsRunLater), StageEnd.Of(stage, StageOutcome.Failed));
        Assert.Equal(new StageEnd(status, failsRunLater), StageEnd.Of(stage, StageOutcome.TimedOut));
    }

    [Theory]
    [InlineData(FailurePolicy.FailPipeline, StageStatus.Canceled, false)]
    [InlineData(FailurePolicy.FailBranch, StageStatus.Stopped, false)]
    [InlineData(FailurePolicy.FailBranchThenPipeline, StageStatus.Stopped, true)]
    [InlineData(FailurePolicy.Ignore, StageStatus.FailedContinue, false)]
    public void What_was_cancelled_outside_is_a_failure_that_shows_as_cancelled(FailurePolicy policy, StageStatus status, bool failsRunLater) =>
        Assert.Equal(
            new StageEnd(status, failsRunLater),
            StageEnd.Of(Stages.One("a") with { OnFailure = policy }, StageOutcome.CanceledOutside));

    [Theory]
    [InlineData(FailurePolicy.FailPipeline, StageStatus.Terminal, false)]
    [InlineData(FailurePolicy.FailBranch, StageStatus.Stopped, false)]
    [InlineData(FailurePolicy.FailBranchThenPipeline, StageStatus.Stopped, true)]
    [InlineData(FailurePolicy.Ignore, StageStatus.FailedContinue, false)]
    public void A_refusal_has_a_policy_of_its_own(FailurePolicy policy, StageStatus status, bool failsRunLater) =>
        Assert.Equal(
            new StageEnd(status, failsRunLater),
            StageEnd.Of(Stages.One("a") with { OnFailure = FailurePolicy.FailBranch, OnReject = policy }, StageOutcome.Rejected));

    [Fact]
    public void Ignoring_failures_does_not_ignore_a_refusal() =>
        Assert.Equal(
            new StageEnd(StageStatus.Terminal),
            StageEnd.Of(Stages.One("a") with { OnFailure = FailurePolicy.Ignore }, StageOutcome.Rejected));

    [Fact]
    public void A_timeout_may_count_as_success_whatever_the_failure_policy()
    {
        foreach (var policy in Enum.GetValues<FailurePolicy>())
        {
            var stage = Stages.One("a") with { OnFailure = policy, TimeoutOutcome = TimeoutOutcome.Succeed };
            Assert.Equal(new StageEnd(StageStatus.Succeeded), StageEnd.Of(stage, StageOutcome.TimedOut));
        }
    }

    [Fact]
    public void No_policy_touches_success_skip_and_the_run_cancelling_the_stage()
    {
        foreach (var policy in Enum.GetValues<FailurePolicy>())
        {
            var stage = Stages.One("a") with { OnFailure = policy, OnReject = policy };
            Assert.Equal(new StageEnd(StageStatus.Succeeded), StageEnd.Of(stage, StageOutcome.Succeeded));
            Assert.Equal(new StageEnd(StageStatus.Skipped), StageEnd.Of(stage, StageOutcome.Skipped));
            Assert.Equal(new StageEnd(StageStatus.Canceled), StageEnd.Of(stage, StageOutcome.CanceledByRun));
        }
    }
}
