using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Artifacts;

/// <summary>The artifacts of a run as others may take them over.</summary>
internal static class PublishedArtifacts
{
    /// <summary>What the run's stages published, in the definition's order, each once. What the run itself was given is not its product.</summary>
    public static IReadOnlyList<Artifact> Of(RunDetails run) =>
        [.. run.Stages.SelectMany(stage => stage.Artifacts).Select(bound => bound.Artifact).Distinct()];

    /// <summary>What the run's stages published and all that it was given, each once.</summary>
    public static IReadOnlyList<Artifact> AllOf(RunDetails run) =>
        [.. Of(run).Concat(run.Run.Artifacts.Select(bound => bound.Artifact)).Concat(run.Run.ReceivedArtifacts).Distinct()];

    /// <summary>Artifacts as a stage's output <c>artifacts</c>, with contents of their own where they have some.</summary>
    /// <param name="contents">The contents.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="source">The run that has them.</param>
    /// <param name="run">The run that takes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<IReadOnlyList<Artifact>> TakeAsync(
        ArtifactContents contents, IReadOnlyList<Artifact> artifacts, string source, string run, CancellationToken cancellationToken)
    {
        var taken = new List<Artifact>();
        foreach (var artifact in artifacts)
            taken.Add(await contents.KeepAsync(run, artifact, source, cancellationToken));
        return taken;
    }
}
