using System.Runtime.CompilerServices;
using Azure;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Embedded;

/// <summary>A container's blobs in the data folder's file, each a list of chunks, so that an append writes only what it adds.</summary>
internal sealed class EmbeddedBlobs(IEmbeddedDatabase database, EmbeddedVersions versions, string container) : IBlobs
{
    private const int ListingPage = 500;

    public async ValueTask<Blob?> GetAsync(string name, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var stored = StorageKeys.Blob(name);
        return await database.ReadAsync(
            connection => new EmbeddedBlobChunks(connection).Find(container, stored) is { } blob
                ? new Blob(new EmbeddedBlobChunks(connection).Read(blob, offset), blob.Length, EmbeddedVersions.ToETag(blob.Version))
                : null,
            cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var stored = StorageKeys.Blob(name);
        return await database.ReadAsync<ReadOnlyMemory<byte>?>(
            connection => new EmbeddedBlobChunks(connection).Find(container, stored) is { } blob
                ? new ReadOnlyMemory<byte>(new EmbeddedBlobChunks(connection).Read(blob, offset, length))
                : default(ReadOnlyMemory<byte>?),
            cancellationToken);
    }

    public async ValueTask<ETag> PutAsync(string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(content);
        var stored = StorageKeys.Blob(name);
        return await database.WriteAsync(
            connection =>
            {
                var chunks = new EmbeddedBlobChunks(connection);
                var found = chunks.Find(container, stored);
                if (condition.MustNotExist && found is not null)
                    throw new BlobAlreadyExistsException($"Blob '{name}' of container '{container}' is there already.");
                if (condition.Match is { } match && (found is null || (match != ETag.All && EmbeddedVersions.Parse(match) != found.Version)))
                    throw new BlobChangedException($"Blob '{name}' of container '{container}' has changed since it was read.");
                if (found is not null)
                    chunks.Delete(found.Id);
                var version = versions.Next();
                chunks.Append(chunks.Make(container, stored, version, appended: false), content, version);
                return EmbeddedVersions.ToETag(version);
            },
            cancellationToken);
    }

    public async ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        RequestRules.CheckValue(content);
        var stored = StorageKeys.Blob(name);
        return await database.WriteAsync(
            connection =>
            {
                var chunks = new EmbeddedBlobChunks(connection);
                var version = versions.Next();
                var blob = chunks.Find(container, stored) ?? chunks.Make(container, stored, version, appended: true);
                return blob.Appended
                    ? chunks.Append(blob, content, version)
                    : throw new StorageException($"Blob '{name}' of container '{container}' was written whole and takes no appends.");
            },
            cancellationToken);
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = StorageKeys.BlobPrefix(prefix);
        var (after, end) = ("", start + StorageKeys.AfterAll);
        while (true)
        {
            var page = await database.ReadAsync(connection => new EmbeddedBlobChunks(connection).List(container, start, after, end, ListingPage), cancellationToken);
            foreach (var (name, length) in page)
                yield return new BlobEntry(OrderedKeyEncoding.Decode(name), length);
            if (page.Count < ListingPage)
                yield break;
            after = page[^1].Name;
        }
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var stored = StorageKeys.Blob(name);
        await database.WriteAsync(
            connection =>
            {
                var chunks = new EmbeddedBlobChunks(connection);
                if (chunks.Find(container, stored) is { } blob)
                    chunks.Delete(blob.Id);
                return true;
            },
            cancellationToken);
    }
}
