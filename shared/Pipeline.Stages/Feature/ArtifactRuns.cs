using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Feature;

/// <summary>Looks through the runs that are kept here, as the looking run's starter, who must be allowed to see them.</summary>
public sealed class ArtifactRuns(RunStore store, ArtifactContents contents, IRunViewers viewers) : IArtifactRuns
{
    /// <summary>How many runs are read at once.</summary>
    private const int AtOnce = 16;

    /// <inheritdoc/>
    public async ValueTask<ArtifactRun?> FindNewestAsync(ArtifactRunSearch search, CancellationToken cancellationToken)
    {
        var (run, application) = (search.Run, search.Application);
        if (!await viewers.MayViewAsync(run.ActsAs, application, cancellationToken))
            throw new StageFailedException(new StageError("forbidden", $"'{run.ActsAs}', as whom this run acts, may not see runs of the application '{application}'."));

        await foreach (var ids in store.Index.ListAsync(application, search.Pipeline, after: null, cancellationToken).Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var documents = await Task.WhenAll(ids.Select(id => store.FindDocumentAsync(id, cancellationToken).AsTask()));
            if (documents.FirstOrDefault(document => document is not null && IsWanted(document, search)) is { } found
                && await store.FindDetailsAsync(found.Id, cancellationToken) is { } details)
            {
                return new(found.Id, found.Number, details.Run.Status, PublishedArtifacts.AllOf(details));
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Artifact>> TakeAsync(IReadOnlyList<Artifact> artifacts, string source, string run, CancellationToken cancellationToken) =>
        PublishedArtifacts.TakeAsync(contents, artifacts, source, run, cancellationToken);

    private static bool IsWanted(RunDocument run, ArtifactRunSearch search) =>
        run.Id != search.Run.Id && (search.Statuses.Count == 0 ? run.Status.IsComplete() : search.Statuses.Contains(run.Status));
}
