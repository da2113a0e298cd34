using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Kernel;

/// <summary>How a step ended its stage, whether the stage said it or the kernel did.</summary>
/// <param name="Outcome">What happened, before the author's policies are applied.</param>
/// <param name="Outputs">The final outputs; null keeps those of earlier steps.</param>
/// <param name="Error">Why it did not go well.</param>
/// <param name="Reason">A line for people.</param>
/// <param name="LogEnd">The last lines of the log, masked; null when they are in the log already.</param>
internal sealed record StepOutcome(
    StageOutcome Outcome, JsonObject? Outputs = null, StageError? Error = null, string? Reason = null, string? LogEnd = null)
{
    /// <summary>What the stage published, secrets masked.</summary>
    public IReadOnlyList<BoundArtifact> Artifacts { get; init; } = [];

    /// <summary>The outcome that a stage named; null when it goes on.</summary>
    public static StepOutcome? Of(StageStep step) => step switch
    {
        StageStep.Succeeded succeeded => new(StageOutcome.Succeeded, succeeded.Outputs),
        StageStep.Failed failed => Failed(failed.Error, failed.Outputs),
        StageStep.Rejected rejected => new(StageOutcome.Rejected, rejected.Outputs, rejected.Error, rejected.Error.Message),
        StageStep.Canceled canceled => new(StageOutcome.CanceledOutside, canceled.Outputs, null, canceled.Reason),
        StageStep.Skipped skipped => new(StageOutcome.Skipped, skipped.Outputs, null, skipped.Reason),
        _ => null,
    };

    public static StepOutcome Failed(StageError error, JsonObject? outputs = null) => new(StageOutcome.Failed, outputs, error, error.Message);

    public StepOutcome Masked(SecretMask mask) => this with
    {
        Outputs = mask.Apply(Outputs) as JsonObject,
        Error = Error is null ? null : Error with { Message = mask.Apply(Error.Message), Details = mask.Apply(Error.Details) as JsonObject },
        Reason = mask.Apply(Reason),
    };
}

/// <summary>What came of running a step: one of <paramref name="Outcome"/> and <paramref name="Continuation"/>.</summary>
internal sealed record StepEnd(StepOutcome? Outcome, StageStep? Continuation, SecretMask Mask);
