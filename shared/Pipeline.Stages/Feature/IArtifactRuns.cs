using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Feature;

/// <summary>The runs that stages look for artifacts in.</summary>
public interface IArtifactRuns
{
    /// <summary>The newest run that is looked for; null when there is none.</summary>
    /// <exception cref="StageFailedException">The looking run's starter may not see it.</exception>
    ValueTask<ArtifactRun?> FindNewestAsync(ArtifactRunSearch search, CancellationToken cancellationToken);

    /// <summary>Artifacts of a run that was found, with contents that belong to the run that takes them.</summary>
    ValueTask<IReadOnlyList<Artifact>> TakeAsync(IReadOnlyList<Artifact> artifacts, string source, string run, CancellationToken cancellationToken);
}

/// <summary>Which run is looked for.</summary>
/// <param name="Run">The run whose stage looks; it is not found itself.</param>
/// <param name="Application">The application of the pipeline.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Statuses">The statuses that the run may have; empty: that of any run that has ended.</param>
public sealed record ArtifactRunSearch(StageRun Run, string Application, string Pipeline, IReadOnlyList<RunStatus> Statuses);

/// <summary>A run that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number among the pipeline's runs.</param>
/// <param name="Status">Its status.</param>
/// <param name="Artifacts">What its stages published and what it was started with, each once.</param>
public sealed record ArtifactRun(string Id, int Number, RunStatus Status, IReadOnlyList<Artifact> Artifacts);
