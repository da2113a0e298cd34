using System.Runtime.CompilerServices;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Functions.Tests.Settings;

/// <summary>Blobs whose listing can be counted, out of date, or refused.</summary>
internal sealed class KeyListing(IBlobs blobs) : IBlobs
{
    private IReadOnlyList<BlobEntry> _before = [];

    /// <summary>How often they were listed.</summary>
    public int Readings { get; private set; }

    /// <summary>How many of the next listings tell what the last one before them did.</summary>
    public int OutdatedReadings { get; set; }

    /// <summary>Whether the storage gives no answer.</summary>
    public bool Fails { get; set; }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Fails)
            throw new StorageException("The storage gives no answer.");
        Readings++;
        if (OutdatedReadings > 0)
        {
            OutdatedReadings--;
        }
        else
        {
            var entries = new List<BlobEntry>();
            await foreach (var entry in blobs.ListAsync(prefix, cancellationToken))
                entries.Add(entry);
            _before = entries;
        }

        foreach (var entry in _before)
            yield return entry;
    }

    public ValueTask<Blob?> GetAsync(string name, long offset = 0, CancellationToken cancellationToken = default) => blobs.GetAsync(name, offset, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken = default) =>
        blobs.GetRangeAsync(name, offset, length, cancellationToken);

    public ValueTask<ETag> PutAsync(string name, ReadOnlyMemory<byte> content, BlobCondition condition = default, CancellationToken cancellationToken = default) =>
        blobs.PutAsync(name, content, condition, cancellationToken);

    public ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => blobs.AppendAsync(name, content, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken = default) => blobs.DeleteAsync(name, cancellationToken);
}
