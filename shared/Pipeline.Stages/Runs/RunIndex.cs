using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Pipeline.Stages.Observability;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>What leads to runs: newest-first lists, the runs that have not ended, run numbers and idempotency keys.</summary>
public sealed class RunIndex
{
    private readonly ITable table;

    internal RunIndex(ITable table) => this.table = table;

    /// <summary>Enters a run into the lists. Doing it again changes nothing.</summary>
    public async ValueTask AddAsync(RunDocument run, CancellationToken cancellationToken)
    {
        string[] lists =
        [
            RunKeys.AllRuns, RunKeys.RunsOfApplication(run.Application), RunKeys.RunsOfPipeline(run.Application, run.Pipeline),
        ];
        await Task.WhenAll(lists.Select(list =>
            table.UpsertAsync(new(list, RunId.Mirror(run.Id), Encoding.UTF8.GetBytes(run.Id)), cancellationToken).AsTask()));
    }

    /// <summary>Ids of runs, newest first.</summary>
    /// <param name="application">Only runs of this application; null: of all.</param>
    /// <param name="pipeline">Only runs of this pipeline; asks for an application.</param>
    /// <param name="after">Only runs older than this one.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<string> ListAsync(
        string? application,
        string? pipeline,
        string? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = (application, pipeline) switch
        {
            (null, _) => RunKeys.AllRuns,
            (_, null) => RunKeys.RunsOfApplication(application),
            _ => RunKeys.RunsOfPipeline(application, pipeline),
        };
        var from = after is null ? null : RunId.Mirror(after) + "0";
        await foreach (var row in RowsAsync(list, from, cancellationToken))
            yield return RunId.Mirror(row.RowKey);
    }

    /// <summary>Notes that a run is to be carried through. Before its documents are written, so that none is forgotten.</summary>
    public async ValueTask ActivateAsync(string run, DateTimeOffset since, CancellationToken cancellationToken) =>
        await table.UpsertAsync(Row(RunKeys.ActiveRuns, run, new ActiveRun(since), RunRowJson.Default.ActiveRun), cancellationToken);

    /// <summary>Notes that a run has ended, or never came to be.</summary>
    public ValueTask DeactivateAsync(string run, CancellationToken cancellationToken) =>
        table.DeleteAsync(RunKeys.ActiveRuns, run, ETag.All, cancellationToken);

    /// <summary>The runs that have not ended, oldest first, and since when.</summary>
    public async IAsyncEnumerable<(string Run, DateTimeOffset Since)> ListActiveAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RowsAsync(RunKeys.ActiveRuns, null, cancellationToken))
            yield return (row.RowKey, RunRows.Deserialize(row, RunRowJson.Default.ActiveRun).Since);
    }

    /// <summary>Keeps how many runs are in which state.</summary>
    internal async ValueTask KeepCensusAsync(IReadOnlyList<RunCount> counts, CancellationToken cancellationToken) =>
        await table.UpsertAsync(Row(RunKeys.Census, RunKeys.Census, new CensusRow(counts), RunRowJson.Default.CensusRow), cancellationToken);

    /// <summary>How many runs were in which state when that was kept last; empty when it never was.</summary>
    internal async ValueTask<IReadOnlyList<RunCount>> FindCensusAsync(CancellationToken cancellationToken) =>
        await table.GetAsync(RunKeys.Census, RunKeys.Census, cancellationToken) is { } row
            ? RunRows.Deserialize(row, RunRowJson.Default.CensusRow).Counts
            : [];

    /// <summary>The next run number of a pipeline.</summary>
    public async ValueTask<int> NextNumberAsync(string application, string pipeline, CancellationToken cancellationToken)
    {
        var key = $"{application}/{pipeline}";
        while (true)
        {
            try
            {
                if (await table.GetAsync(RunKeys.RunNumbers, key, cancellationToken) is not { } row)
                {
                    await table.InsertAsync(Row(RunKeys.RunNumbers, key, new RunNumber(1), RunRowJson.Default.RunNumber), cancellationToken);
                    return 1;
                }

                var next = RunRows.Deserialize(row, RunRowJson.Default.RunNumber).Last + 1;
                var changed = Row(RunKeys.RunNumbers, key, new RunNumber(next), RunRowJson.Default.RunNumber) with { ETag = row.ETag };
                await table.UpdateAsync(changed, cancellationToken);
                return next;
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException)
            {
                // Somebody else took that number: look again.
            }
        }
    }

    /// <summary>Ties an idempotency key to a run, or tells which run it is tied to already.</summary>
    /// <param name="application">The application.</param>
    /// <param name="pipeline">The pipeline; keys of different pipelines are different keys.</param>
    /// <param name="key">The key as the caller sent it.</param>
    /// <param name="digest">What the caller asked for, digested.</param>
    /// <param name="run">The run to tie it to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RunConflictException">The key was used for another request.</exception>
    internal async ValueTask<string> TieAsync(
        string application, string pipeline, string key, string digest, string run, CancellationToken cancellationToken)
    {
        var partition = RunKeys.IdempotencyKeys(application, pipeline);
        var row = KeyRow(key);
        try
        {
            await table.InsertAsync(Row(partition, row, new IdempotencyRow(run, digest), RunRowJson.Default.IdempotencyRow), cancellationToken);
            return run;
        }
        catch (RowAlreadyExistsException)
        {
            var tied = RunRows.Deserialize((await table.GetAsync(partition, row, cancellationToken))!, RunRowJson.Default.IdempotencyRow);
            return tied.Digest == digest
                ? tied.Run
                : throw new RunConflictException($"The idempotency key was used for another start, of run '{tied.Run}'. Send a new key.");
        }
    }

    /// <summary>The run that an idempotency key is tied to; null when it is tied to none. There may be no such run (yet).</summary>
    internal async ValueTask<string?> FindTiedAsync(string application, string pipeline, string key, CancellationToken cancellationToken) =>
        await table.GetAsync(RunKeys.IdempotencyKeys(application, pipeline), KeyRow(key), cancellationToken) is { } row
            ? RunRows.Deserialize(row, RunRowJson.Default.IdempotencyRow).Run
            : null;

    /// <summary>Whether an idempotency key is tied to a run, by whatever request.</summary>
    internal async ValueTask<bool> IsTiedAsync(string application, string pipeline, string key, CancellationToken cancellationToken) =>
        await table.GetAsync(RunKeys.IdempotencyKeys(application, pipeline), KeyRow(key), cancellationToken) is not null;

    private async IAsyncEnumerable<TableRow> RowsAsync(
        string partition, string? from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var query = new TableQuery { PartitionKey = partition, From = from, Take = 100, Continuation = continuation };
            var page = await table.QueryAsync(query, cancellationToken);
            foreach (var row in page.Rows)
                yield return row;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private static string KeyRow(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static TableRow Row<T>(string partition, string row, T value, JsonTypeInfo<T> type) =>
        new(partition, row, RunRows.Serialize(value, type));
}
