namespace Pipeline.Definitions.Runs;

/// <summary>What each stage status means (reference A1). Every complete status is exactly one of: lets downstream run, or halts it.</summary>
public static class StageStatusRules
{
    /// <summary>Whether the stage has ended.</summary>
    public static bool IsComplete(this StageStatus status) => status.LetsDownstreamRun() || status.Halts();

    /// <summary>Whether the stage has begun and not ended.</summary>
    public static bool IsActive(this StageStatus status) => status is StageStatus.Running or StageStatus.Paused;

    /// <summary>Whether the stages behind may run: it succeeded, was skipped, or its failure is ignored.</summary>
    public static bool LetsDownstreamRun(this StageStatus status) =>
        status is StageStatus.Succeeded or StageStatus.FailedContinue or StageStatus.Skipped;

    /// <summary>Whether the stage ended in a way that keeps the stages behind from running.</summary>
    public static bool Halts(this StageStatus status) =>
        status is StageStatus.Terminal or StageStatus.Canceled or StageStatus.Stopped;

    /// <summary>Whether this end alone ends the run, without waiting for other branches.</summary>
    public static bool EndsRun(this StageStatus status) => status is StageStatus.Terminal or StageStatus.Canceled;

    /// <summary>Whether the stage failed, ignored or not.</summary>
    public static bool IsFailure(this StageStatus status) =>
        status is StageStatus.Terminal or StageStatus.Stopped or StageStatus.FailedContinue;

    /// <summary>Whether the run has ended.</summary>
    public static bool IsComplete(this RunStatus status) =>
        status is RunStatus.Succeeded or RunStatus.Terminal or RunStatus.Canceled;
}
