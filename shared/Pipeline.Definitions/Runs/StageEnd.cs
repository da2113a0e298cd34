namespace Pipeline.Definitions.Runs;

/// <summary>How a stage ended: its status, and whether a stop of its branch fails the run once the other branches are through.</summary>
/// <param name="Status">A complete status (<see cref="StageStatusRules.IsComplete(StageStatus)"/>).</param>
/// <param name="FailsRunLater">Only with <see cref="StageStatus.Stopped"/>: the policy was <see cref="FailurePolicy.FailBranchThenPipeline"/>.</param>
public readonly record struct StageEnd(StageStatus Status, bool FailsRunLater = false)
{
    /// <summary>What an outcome means under the stage's own policies (reference A2, with refusals and timeouts mapped apart).</summary>
    /// <param name="stage">The stage whose policies hold; they are configuration and are never looked up in data.</param>
    /// <param name="outcome">What happened.</param>
    /// <returns>The end to record and to report to <see cref="RunProgress"/>.</returns>
    public static StageEnd Of(StageDefinition stage, StageOutcome outcome) => outcome switch
    {
        StageOutcome.Succeeded => new(StageStatus.Succeeded),
        StageOutcome.Skipped => new(StageStatus.Skipped),
        StageOutcome.Failed => Under(stage.OnFailure, StageStatus.Terminal),
        StageOutcome.Rejected => Under(stage.OnReject, StageStatus.Terminal),
        StageOutcome.TimedOut when stage.TimeoutOutcome is TimeoutOutcome.Succeed => new(StageStatus.Succeeded),
        StageOutcome.TimedOut => Under(stage.OnFailure, StageStatus.Terminal),
        StageOutcome.CanceledOutside => Under(stage.OnFailure, StageStatus.Canceled),
        StageOutcome.CanceledByRun => new(StageStatus.Canceled),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };

    private static StageEnd Under(FailurePolicy policy, StageStatus failing) => policy switch
    {
        FailurePolicy.FailPipeline => new(failing),
        FailurePolicy.FailBranch => new(StageStatus.Stopped),
        FailurePolicy.FailBranchThenPipeline => new(StageStatus.Stopped, FailsRunLater: true),
        FailurePolicy.Ignore => new(StageStatus.FailedContinue),
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a policy."),
    };
}
