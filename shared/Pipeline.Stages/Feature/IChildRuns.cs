using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Feature;

/// <summary>The runs that stages start, watch and cancel.</summary>
public interface IChildRuns
{
    /// <summary>Starts a run of a pipeline on behalf of a stage. The same key again gives the same run.</summary>
    /// <exception cref="StageFailedException">The pipeline is missing or disabled, the parameters do not fit, an artifact is missing, the run's starter may not run it, or it would wait for ever for a slot.</exception>
    Task<StartedRun> StartAsync(ChildRunStart start, CancellationToken cancellationToken);

    /// <summary>A run with its stages; null when there is none.</summary>
    ValueTask<RunDetails?> FindAsync(string run, CancellationToken cancellationToken);

    /// <summary>What the stages of a child run published, with contents that belong to the run that takes them.</summary>
    ValueTask<IReadOnlyList<Artifact>> TakeArtifactsAsync(RunDetails child, string run, CancellationToken cancellationToken);

    /// <summary>Asks for a run to be cancelled; one that has ended stays as it is.</summary>
    Task CancelAsync(string run, string by, string reason, CancellationToken cancellationToken);
}

/// <summary>A run that a stage starts.</summary>
/// <param name="Parent">The run whose stage starts it.</param>
/// <param name="Stage">That stage.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Application">The application that the pipeline must belong to; null: whichever it does.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Parameters">Its parameters as given, not checked yet.</param>
/// <param name="IdempotencyKey">The stage's key for this start.</param>
/// <param name="Waits">Whether the stage waits for the run to end.</param>
public sealed record ChildRunStart(
    StageRun Parent, string Stage, int Attempt, string? Application, string Pipeline, JsonObject Parameters, string IdempotencyKey, bool Waits = false)
{
    /// <summary>The artifacts of the parent that the run receives.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; init; } = [];
}
