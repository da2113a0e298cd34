using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Azure;

/// <summary>A container's blobs in the account.</summary>
internal sealed class AzureBlobs(BlobContainerClient container) : IBlobs
{
    private const int LargestAppend = 4 << 20;
    private const int RememberedLengths = 10_000;

    // Where the blobs end that this process appends to. Each append says where it expects the end, so that one whose answer was lost is not
    // made twice; remembering the end saves asking for it.
    private readonly ConcurrentDictionary<string, long> _lengths = new(StringComparer.Ordinal);

    public ValueTask<Blob?> GetAsync(string name, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return container.Blob(StorageKeys.Blob(name)).DownloadAsync(offset, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return (await container.Blob(StorageKeys.Blob(name)).DownloadAsync(offset, cancellationToken, length))?.Content;
    }

    public ValueTask<ETag> PutAsync(string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(content);
        return container.Blob(StorageKeys.Blob(name)).UploadAsync(content, condition, [], cancellationToken);
    }

    public async ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(content);
        var stored = StorageKeys.Blob(name);
        var blob = container.Blob(stored);
        if (_lengths.Count > RememberedLengths)
            _lengths.Clear();
        if (content.IsEmpty || !_lengths.TryGetValue(stored, out var length))
            length = await FindEndAsync(blob, cancellationToken);
        for (; content.Length > 0; content = content[Math.Min(content.Length, LargestAppend)..])
            length = await AppendBlockAsync(blob, content[..Math.Min(content.Length, LargestAppend)], length, cancellationToken);
        _lengths[stored] = length;
        return length;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.ListAsync(StorageKeys.BlobPrefix(prefix), withMetadata: false, cancellationToken))
            yield return new BlobEntry(OrderedKeyEncoding.Decode(blob.Name), blob.Length);
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var stored = StorageKeys.Blob(name);
        _lengths.TryRemove(stored, out _);
        return container.Blob(stored).DeleteAsync(cancellationToken);
    }

    private static async ValueTask<long> AppendBlockAsync(BlobClient blob, ReadOnlyMemory<byte> block, long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await blob.AppendBlockAsync(block, position, cancellationToken))
            {
                case AppendOutcome.Appended:
                    return position + block.Length;
                case AppendOutcome.Uncertain when await IsThereAsync(blob, block, position, cancellationToken):
                    return position + block.Length;
                default:
                    position = await FindEndAsync(blob, cancellationToken);
                    break;
            }
        }
    }

    private static async ValueTask<bool> IsThereAsync(BlobClient blob, ReadOnlyMemory<byte> block, long position, CancellationToken cancellationToken)
    {
        var there = await blob.DownloadAsync(position, cancellationToken, block.Length);
        return there is not null && there.Content.Span.SequenceEqual(block.Span);
    }

    private static async ValueTask<long> FindEndAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        while (!await blob.CreateAppendBlobAsync(cancellationToken))
        {
            // Null when somebody removed it since: then it can be made after all.
            if (await blob.GetPropertiesAsync(cancellationToken) is { } there)
                return there.Appended ? there.Length : throw new StorageException($"{blob} was written whole and takes no appends.");
        }

        return 0;
    }
}
