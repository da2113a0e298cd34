using Azure;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Embedded;

/// <summary>A table's rows in the data folder's file.</summary>
internal sealed class EmbeddedTable(IEmbeddedDatabase database, EmbeddedVersions versions, string name) : ITable
{
    // A page stops early once its values have this many bytes, as Azure's do: a thousand large rows must not be in memory at once.
    private const int FullPage = 4 << 20;

    public async ValueTask<TableRow?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var (partition, row) = (StorageKeys.Partition(partitionKey), StorageKeys.Row(rowKey));
        return await database.ReadAsync(
            connection =>
            {
                using var reader = connection
                    .Command("select version, value from table_row where table_name = $1 and partition_key = $2 and row_key = $3", name, partition, row)
                    .ExecuteReader();
                return reader.Read()
                    ? new TableRow(partitionKey, rowKey, (byte[])reader.GetValue(1)) { ETag = EmbeddedVersions.ToETag(reader.GetInt64(0)) }
                    : null;
            },
            cancellationToken);
    }

    public async ValueTask<ETag> InsertAsync(TableRow row, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(row.Value);
        return await ChangeAsync(row.PartitionKey, row.RowKey, key => change => change.Insert(key, row.Value), cancellationToken);
    }

    public async ValueTask<ETag> UpdateAsync(TableRow row, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(row.Value);
        RequestRules.CheckMatch(row.ETag);
        return await ChangeAsync(row.PartitionKey, row.RowKey, key => change => change.Update(key, row.Value, row.ETag), cancellationToken);
    }

    public async ValueTask<ETag> UpsertAsync(TableRow row, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(row.Value);
        return await ChangeAsync(row.PartitionKey, row.RowKey, key => change => change.Upsert(key, row.Value), cancellationToken);
    }

    public async ValueTask DeleteAsync(string partitionKey, string rowKey, ETag match, CancellationToken cancellationToken)
    {
        RequestRules.CheckMatch(match);
        await ChangeAsync(
            partitionKey,
            rowKey,
            key => change =>
            {
                if (change.Exists(key))
                    change.Delete(key, match);
                return default;
            },
            cancellationToken);
    }

    public async ValueTask<TablePage> QueryAsync(TableQuery query, CancellationToken cancellationToken)
    {
        RequestRules.Check(query);
        var partition = StorageKeys.Partition(query.PartitionKey);
        var from = query.From is null ? "" : StorageKeys.RowBound(query.From);
        if (query.Continuation is not null)
            from = StorageKeys.Resume(from, query.Continuation);
        var before = query.Before is null ? StorageKeys.AfterAll : StorageKeys.RowBound(query.Before);
        return await database.ReadAsync(
            connection =>
            {
                // One more than asked for tells whether there is a next page, and where it starts.
                using var reader = connection
                    .Command(
                        "select row_key, version, value from table_row where table_name = $1 and partition_key = $2 and row_key >= $3 and row_key < $4 order by row_key limit $5",
                        name,
                        partition,
                        from,
                        before,
                        query.Take + 1L)
                    .ExecuteReader();
                var rows = new List<TableRow>();
                var bytes = 0L;
                while (reader.Read())
                {
                    var key = reader.GetString(0);
                    if (rows.Count == query.Take || bytes >= FullPage)
                        return new TablePage(rows, key);
                    var value = (byte[])reader.GetValue(2);
                    bytes += value.Length;
                    rows.Add(new TableRow(query.PartitionKey, OrderedKeyEncoding.Decode(key), value) { ETag = EmbeddedVersions.ToETag(reader.GetInt64(1)) });
                }

                return new TablePage(rows, null);
            },
            cancellationToken);
    }

    public async ValueTask TransactAsync(string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        RequestRules.Check(operations);
        var partition = StorageKeys.Partition(partitionKey);
        var steps = new (string Key, TableOperation Operation)[operations.Count];
        for (var index = 0; index < steps.Length; index++)
            steps[index] = (StorageKeys.Row(operations[index].RowKey), operations[index]);
        await database.WriteAsync(
            connection =>
            {
                var change = new EmbeddedTableChange(connection, versions, name, partition);
                foreach (var (key, operation) in steps)
                    change.Apply(key, operation);
                return true;
            },
            cancellationToken);
    }

    private Task<ETag> ChangeAsync(
        string partitionKey, string rowKey, Func<string, Func<EmbeddedTableChange, ETag>> change, CancellationToken cancellationToken)
    {
        var partition = StorageKeys.Partition(partitionKey);
        var apply = change(StorageKeys.Row(rowKey));
        return database.WriteAsync(connection => apply(new EmbeddedTableChange(connection, versions, name, partition)), cancellationToken);
    }
}
