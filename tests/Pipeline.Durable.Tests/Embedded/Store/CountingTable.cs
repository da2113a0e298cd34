using Azure;
using Pipeline.Storage;

namespace Pipeline.Durable.Tests.Embedded.Store;

/// <summary>A table that counts requests: each call is one transaction of the service's bill.</summary>
internal sealed class CountingTable(ITable table) : ITable
{
    private int _reads;
    private int _writes;

    public int Reads => _reads;

    public int Writes => _writes;

    public ValueTask<TableRow?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return table.GetAsync(partitionKey, rowKey, cancellationToken);
    }

    public ValueTask<TablePage> QueryAsync(TableQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return table.QueryAsync(query, cancellationToken);
    }

    public ValueTask<ETag> InsertAsync(TableRow row, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return table.InsertAsync(row, cancellationToken);
    }

    public ValueTask<ETag> UpdateAsync(TableRow row, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return table.UpdateAsync(row, cancellationToken);
    }

    public ValueTask<ETag> UpsertAsync(TableRow row, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return table.UpsertAsync(row, cancellationToken);
    }

    public ValueTask DeleteAsync(string partitionKey, string rowKey, ETag match, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return table.DeleteAsync(partitionKey, rowKey, match, cancellationToken);
    }

    public ValueTask TransactAsync(string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return table.TransactAsync(partitionKey, operations, cancellationToken);
    }
}
