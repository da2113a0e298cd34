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
    public ValueTask<(IReadOnlyList<RunDocument> Runs, string? After)> ListAsync(
        string? application, string? pipeline, Func<RunDocument, bool> wanted, int take, string? after, CancellationToken cancellationToken) =>
        ListAsync(application, pipeline, RunFilter.All, wanted, take, after, cancellationToken);

    /// <summary>As <see cref="ListAsync(string?, string?, Func{RunDocument, bool}, int, string?, CancellationToken)"/>, of the runs that a filter wants.</summary>
    public async ValueTask<(IReadOnlyList<RunDocument> Runs, string? After)> ListAsync(
        string? application, string? pipeline, RunFilter filter, Func<RunDocument, bool> wanted, int take, string? after, CancellationToken cancellationToken)
    {
        var page = new List<RunDocument>();
        var looked = 0;
        string? last = null;
        var listed = runs.Index.ListAsync(application, pipeline, filter.Begin(after), cancellationToken).TakeWhile(id => !filter.IsOver(id));
        await foreach (var ids in listed.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var documents = await Task.WhenAll(ids.Select(id => runs.FindDocumentAsync(id, cancellationToken).AsTask()));
            for (var index = 0; index < ids.Length; index++)
            {
                if (page.Count == take || looked == MostLookedAt)
                    return (page, last);
                looked++;
                last = ids[index];

                // An index row may come before its run's document does, and go after it.
                if (documents[index] is { Delete: null } run && filter.Matches(run) && wanted(run) && !await AsksForSecretAsync(filter, run, cancellationToken))
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

    private async ValueTask<bool> AsksForSecretAsync(RunFilter filter, RunDocument run, CancellationToken cancellationToken) =>
        filter.Parameters.Count > 0 && filter.AsksForSecret((await runs.GetDefinitionAsync(run.Id, cancellationToken)).Definition);
}
