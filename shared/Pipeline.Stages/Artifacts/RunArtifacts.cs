using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Artifacts;

/// <summary>Finds the artifacts that a run starts with.</summary>
internal sealed class RunArtifacts(RunStore store, ArtifactContents contents)
{
    /// <summary>
    /// Binds every artifact that the pipeline expects: to what was received, else to what the pipeline's newest run before has, whatever became of
    /// that run and also while it is under way (as orca does), else to the default. Nothing is kept yet.
    /// </summary>
    public async ValueTask<StartArtifacts> ResolveAsync(RunStart start, CancellationToken cancellationToken)
    {
        var expected = start.Definition.Artifacts;
        var prior = expected.Any(each => each.UsePrior)
            ? await FindNewestAsync(start.Definition.Application, start.Definition.Name, cancellationToken)
            : null;
        var known = prior?.Artifacts.Select(bound => bound.Artifact).ToArray() ?? [];
        return new(ArtifactResolution.Resolve(expected, start.Artifacts, known), prior?.Id);
    }

    /// <summary>The run with its artifacts; contents that are too long to stay within them are moved to storage.</summary>
    public async ValueTask<RunDocument> KeepAsync(RunDocument run, RunStart start, StartArtifacts artifacts, CancellationToken cancellationToken)
    {
        var received = new List<Artifact>();
        foreach (var artifact in start.Artifacts)
            received.Add(await contents.KeepAsync(run.Id, artifact, start.ArtifactsOf, cancellationToken));

        var bound = new List<BoundArtifact>();
        foreach (var each in artifacts.Bound)
        {
            var source = each.Source switch
            {
                ArtifactSource.Received => start.ArtifactsOf,
                ArtifactSource.Prior => artifacts.Prior,
                _ => null,
            };
            bound.Add(each with { Artifact = await contents.KeepAsync(run.Id, each.Artifact, source, cancellationToken) });
        }

        return run with { ReceivedArtifacts = received, Artifacts = bound };
    }

    private async ValueTask<RunDocument?> FindNewestAsync(string application, string pipeline, CancellationToken cancellationToken)
    {
        await foreach (var id in store.Index.ListAsync(application, pipeline, after: null, cancellationToken))
        {
            // A list may name a run before its document is written.
            if (await store.FindDocumentAsync(id, cancellationToken) is { } run)
                return run;
        }

        return null;
    }
}

/// <summary>What came of looking for a run's artifacts.</summary>
/// <param name="Result">The artifacts, or what keeps them from being found.</param>
/// <param name="Prior">The run whose artifacts stood in for those that were not received; null when none was asked for.</param>
internal sealed record StartArtifacts(ArtifactBindingResult Result, string? Prior)
{
    /// <summary>The artifacts.</summary>
    /// <exception cref="ArtifactsRefusedException">They are not all found.</exception>
    public IReadOnlyList<BoundArtifact> Bound => Result.Bound ?? throw new ArtifactsRefusedException(Result.Faults);
}
