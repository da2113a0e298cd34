using Azure;

namespace Pipeline.Storage;

/// <summary>Named byte sequences of one container, as Azure Blob Storage has them.</summary>
public interface IBlobs
{
    /// <summary>Reads a blob whole or from <paramref name="offset"/> on; null when there is none.</summary>
    ValueTask<Blob?> GetAsync(string name, long offset = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads at most <paramref name="length"/> bytes of a blob from <paramref name="offset"/> on; empty behind its end, null when there is no blob.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken = default);

    /// <summary>Writes a blob whole and returns its version.</summary>
    /// <param name="name">Its name; slashes make folders that <see cref="ListAsync"/> can be asked for.</param>
    /// <param name="content">All of it.</param>
    /// <param name="condition">What must hold of the blob that is there now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BlobAlreadyExistsException">The condition was that there is none.</exception>
    /// <exception cref="BlobChangedException">The condition named another version.</exception>
    ValueTask<ETag> PutAsync(string name, ReadOnlyMemory<byte> content, BlobCondition condition = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds to the end of a blob, which is made when there is none, and returns its new length in bytes. Azure takes 50,000 appends a blob, and
    /// more than 4 MiB in several pieces: gather small ones.
    /// </summary>
    /// <exception cref="StorageException">The blob was written whole by <see cref="PutAsync"/>, which rules appends out.</exception>
    ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Names and sizes of the blobs whose names start with <paramref name="prefix"/>, in ordinal order.</summary>
    IAsyncEnumerable<BlobEntry> ListAsync(string prefix = "", CancellationToken cancellationToken = default);

    /// <summary>Removes a blob; one that is not there is already removed.</summary>
    ValueTask DeleteAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>A blob's content as it was read.</summary>
/// <param name="Content">The bytes from the asked-for offset to the end.</param>
/// <param name="Length">The whole blob's length in bytes.</param>
/// <param name="ETag">Its version.</param>
public sealed record Blob(ReadOnlyMemory<byte> Content, long Length, ETag ETag);

/// <summary>A blob in a listing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record BlobEntry(string Name, long Length);

/// <summary>What must hold of a blob for a write to happen; the default asks for nothing.</summary>
/// <param name="MustNotExist">There is no blob of that name.</param>
/// <param name="Match">It has this version.</param>
public readonly record struct BlobCondition(bool MustNotExist = false, ETag? Match = null);
