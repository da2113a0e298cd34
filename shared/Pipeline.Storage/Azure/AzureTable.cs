using Azure;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Azure;

/// <summary>A table's rows in the account.</summary>
internal sealed class AzureTable(TableClient client, SpilledValues spilled) : ITable
{
    // A page stops early once its values have this many bytes: a thousand large values must not be in memory at once.
    private const int FullPage = 4 << 20;
    private const char FromRow = 'r';
    private const char FromService = 's';

    public async ValueTask<TableRow?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var entity = await client.GetEntityAsync(StorageKeys.Partition(partitionKey), StorageKeys.Row(rowKey), cancellationToken);
        return entity is null ? null : await ReadAsync(entity, partitionKey, cancellationToken);
    }

    public ValueTask<ETag> InsertAsync(TableRow row, CancellationToken cancellationToken) =>
        Changes(row.PartitionKey).MakeAsync(new TableOperation.Insert(row.RowKey, row.Value), cancellationToken);

    public ValueTask<ETag> UpdateAsync(TableRow row, CancellationToken cancellationToken) =>
        Changes(row.PartitionKey).MakeAsync(new TableOperation.Update(row.RowKey, row.Value, row.ETag), cancellationToken);

    public ValueTask<ETag> UpsertAsync(TableRow row, CancellationToken cancellationToken) =>
        Changes(row.PartitionKey).MakeAsync(new TableOperation.Upsert(row.RowKey, row.Value), cancellationToken);

    public async ValueTask DeleteAsync(string partitionKey, string rowKey, ETag match, CancellationToken cancellationToken)
    {
        try
        {
            await Changes(partitionKey).MakeAsync(new TableOperation.Delete(rowKey, match), cancellationToken);
        }
        catch (RowNotFoundException)
        {
            // Already removed, perhaps by the first attempt of this very request.
        }
    }

    public ValueTask TransactAsync(string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
        Changes(partitionKey).MakeAsync(operations, cancellationToken);

    public async ValueTask<TablePage> QueryAsync(TableQuery query, CancellationToken cancellationToken)
    {
        RequestRules.Check(query);
        var from = query.From is null ? "" : StorageKeys.RowBound(query.From);
        var before = query.Before is null ? StorageKeys.AfterAll : StorageKeys.RowBound(query.Before);
        TableContinuation? continuation = null;
        if (query.Continuation is [FromRow, ..])
            from = StorageKeys.Resume(from, query.Continuation[1..]);
        else if (query.Continuation is [FromService, ..])
            continuation = TableContinuation.Parse(query.Continuation[1..]);
        else if (query.Continuation is not null)
            throw StorageKeys.NotAContinuation(query.Continuation);

        var page = await client.QueryAsync(StorageKeys.Partition(query.PartitionKey), from, before, query.Take, continuation, cancellationToken);
        var rows = new List<TableRow>(page.Entities.Count);
        var bytes = 0L;
        foreach (var entity in page.Entities)
        {
            if (bytes >= FullPage)
                return new TablePage(rows, FromRow + entity.RowKey);
            if (await ReadAsync(entity, query.PartitionKey, cancellationToken) is not { } row)
                continue;
            bytes += row.Value.Length;
            rows.Add(row);
        }

        return new TablePage(rows, page.Continuation is null ? null : FromService + page.Continuation.ToString());
    }

    private AzureTableChanges Changes(string partitionKey) => new(client, spilled, StorageKeys.Partition(partitionKey));

    private async ValueTask<TableRow?> ReadAsync(TableEntity entity, string partitionKey, CancellationToken cancellationToken)
    {
        for (var found = entity; found is not null; found = await client.GetEntityAsync(entity.PartitionKey, entity.RowKey, cancellationToken))
        {
            var value = found.SpilledTo is null ? found.Value : await spilled.ReadAsync(found.SpilledTo, cancellationToken);

            // A value that is gone was replaced after its row was read: the row now refers to another one.
            if (value is { } bytes)
                return new TableRow(partitionKey, OrderedKeyEncoding.Decode(found.RowKey), bytes) { ETag = found.ETag };
        }

        return null;
    }
}
