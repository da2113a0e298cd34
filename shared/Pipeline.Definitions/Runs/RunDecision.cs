namespace Pipeline.Definitions.Runs;

/// <summary>What a run does next: start, blocked and cancel say what is new; verdict and end say how the run stands.</summary>
public sealed record RunDecision
{
    /// <summary>The ids of the stages to start now, in document order.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>The stages that will never run: they stay NOT_STARTED, and get this reason. Document order.</summary>
    public IReadOnlyList<BlockedStage> Blocked { get; init; } = [];

    /// <summary>The ids of the running stages to cancel because the run is failing or was cancelled, in document order.</summary>
    public IReadOnlyList<string> Cancel { get; init; } = [];

    /// <summary>
    /// How the run will end, from the moment that nothing can change it: at once after a failure that fails the run, although stages that
    /// are being cancelled still have to end.
    /// </summary>
    public RunStatus? Verdict { get; init; }

    /// <summary>How the run ended; null while a stage is active or may still start.</summary>
    public RunStatus? End { get; init; }
}
