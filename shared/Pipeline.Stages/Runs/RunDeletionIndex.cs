using Azure;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>The runs whose deletion was begun, so that none stays half deleted, and those that were deleted, so that no idempotency key starts one of them again.</summary>
internal sealed class RunDeletionIndex(ITable table)
{
    /// <summary>Notes that a run may be about to be deleted. Before its document says so, so that none is forgotten.</summary>
    public async ValueTask BeginAsync(string run, DateTimeOffset since, CancellationToken cancellationToken) =>
        await table.UpsertAsync(new(RunKeys.DeletingRuns, run, RunRows.Serialize(new ActiveRun(since), RunRowJson.Default.ActiveRun)), cancellationToken);

    /// <summary>The runs that may be half deleted, and since when.</summary>
    public async IAsyncEnumerable<(string Run, DateTimeOffset Since, ETag Version)> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.RowsAsync(new() { PartitionKey = RunKeys.DeletingRuns }, cancellationToken))
            yield return (row.RowKey, RunRows.Deserialize(row, RunRowJson.Default.ActiveRun).Since, row.ETag);
    }

    /// <summary>Notes that nothing of a run is left, or that it is not deleted after all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="version">The note's version, which a newer request to delete the run would have changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask EndAsync(string run, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteAsync(RunKeys.DeletingRuns, run, version, cancellationToken);
        }
        catch (RowChangedException)
        {
            // Somebody asks for it right now.
        }
    }

    /// <summary>Keeps that there was a run of this id.</summary>
    public async ValueTask KeepAsync(string run, DeleteRequest request, CancellationToken cancellationToken) =>
        await table.UpsertAsync(
            new(RunKeys.DeletedRuns, run, RunRows.Serialize(new DeletedRun(request.By, request.At), RunRowJson.Default.DeletedRun)), cancellationToken);

    /// <summary>Whether there was a run of this id that has been deleted.</summary>
    public async ValueTask<bool> IsDeletedAsync(string run, CancellationToken cancellationToken) =>
        await table.GetAsync(RunKeys.DeletedRuns, run, cancellationToken) is not null;

    /// <summary>Takes a run out of the lists.</summary>
    public async ValueTask RemoveFromListsAsync(RunDocument run, CancellationToken cancellationToken)
    {
        string[] lists =
        [
            RunKeys.AllRuns, RunKeys.RunsOfApplication(run.Application), RunKeys.RunsOfPipeline(run.Application, run.Pipeline),
        ];
        await Task.WhenAll(lists.Select(list => table.DeleteAsync(list, RunId.Mirror(run.Id), ETag.All, cancellationToken).AsTask()));
    }
}
