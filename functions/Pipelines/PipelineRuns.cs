using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pipelines;

/// <summary>The runs of pipelines, as lists show them.</summary>
public sealed class PipelineRuns(RunStore runs)
{
    private const int AtOnce = 16;
    private const int MostLookedAt = 2000;

    /// <summary>Reads a page of runs, newest first.</summary>
    /// <param name="application">Only of this application; null: of all.</param>
    /// <param name="pipeline">Only of this pipeline; asks for an application.</param>
    /// <param name="wanted">Which of them are wanted.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="after">Only runs older than this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page, and where the next one goes on; a rare match may need several pages, so that none takes long.</returns>
    public async ValueTask<(IReadOnlyList<RunDocument> Runs, string? After)> ListAsync(
        string? application, string? pipeline, Func<RunDocument, bool> wanted, int take, string? after, CancellationToken cancellationToken)
    {
        var page = new List<RunDocument>();
        var looked = 0;
        string? last = null;
        await foreach (var ids in runs.Index.ListAsync(application, pipeline, after, cancellationToken).Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var documents = await Task.WhenAll(ids.Select(id => runs.FindDocumentAsync(id, cancellationToken).AsTask()));
            for (var index = 0; index < ids.Length; index++)
            {
                if (page.Count == take || looked == MostLookedAt)
                    return (page, last);
                looked++;
                last = ids[index];

                // An index row may come before its run's document does.
                if (documents[index] is { } run && wanted(run))
                    page.Add(run);
            }
        }

        return (page, null);
    }

    /// <summary>A run of the pipeline that has not ended, among its newest; null when there is none.</summary>
    public async ValueTask<RunDocument?> FindUnfinishedAsync(PipelineHead pipeline, CancellationToken cancellationToken)
    {
        var (unfinished, _) = await ListAsync(pipeline.Application, pipeline.Name, run => run.EndedAt is null, take: 1, after: null, cancellationToken);
        return unfinished.Count > 0 ? unfinished[0] : null;
    }
}
