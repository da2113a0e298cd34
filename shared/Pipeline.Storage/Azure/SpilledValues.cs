namespace Pipeline.Storage.Azure;

/// <summary>
/// Values too large for a row, each in a blob of its own that is never changed.
/// <para>The blob is written first, then the row that refers to it. So a row always finds its value; what an interruption, a refused change, a
/// replaced or a removed row leaves behind is a blob that no row refers to. <see cref="DeleteUnreferencedAsync"/> removes those once they are
/// old enough that no write can be between its two steps.</para>
/// </summary>
internal sealed class SpilledValues(BlobContainerClient container)
{
    /// <summary>The container's name.</summary>
    public const string Container = "pipeline-values";

    private const string PartitionKey = "partition";
    private const string RowKey = "row";

    /// <summary>Keeps a value and returns the name of its blob.</summary>
    public async ValueTask<string> KeepAsync(string table, TableEntity row, CancellationToken cancellationToken)
    {
        var name = $"{table}/{Guid.NewGuid():N}";
        await container.Blob(name).UploadAsync(row.Value, default, [new(PartitionKey, row.PartitionKey), new(RowKey, row.RowKey)], cancellationToken);
        return name;
    }

    /// <summary>Reads a kept value; null when it is gone, because its row has changed since it was read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await container.Blob(name).DownloadAsync(0, cancellationToken))?.Content;

    /// <summary>Removes a value that a refused change would have referred to.</summary>
    public ValueTask DiscardAsync(string name, CancellationToken cancellationToken) => container.Blob(name).DeleteAsync(cancellationToken);

    /// <summary>Removes the values that no row refers to, among those written before <paramref name="before"/>, and returns their number.</summary>
    public async Task<int> DeleteUnreferencedAsync(Func<string, TableClient> table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var blob in container.ListAsync("", withMetadata: true, cancellationToken))
        {
            if (blob.LastModified >= before
                || !blob.Metadata.TryGetValue(PartitionKey, out var partition)
                || !blob.Metadata.TryGetValue(RowKey, out var row))
                continue;
            var entity = await table(blob.Name[..blob.Name.IndexOf('/', StringComparison.Ordinal)]).GetEntityAsync(partition, row, cancellationToken);
            if (entity?.SpilledTo == blob.Name)
                continue;
            await container.Blob(blob.Name).DeleteAsync(cancellationToken);
            deleted++;
        }

        return deleted;
    }
}
