using Azure;

namespace Pipeline.Storage;

/// <summary>One row of a table: a key of two parts and an opaque value.</summary>
/// <param name="PartitionKey">Rows of one partition can be changed together and are read in order of <see cref="RowKey"/>.</param>
/// <param name="RowKey">
/// Unique within the partition; compared ordinally. Both keys may be any text of at most 512 characters as stored: letters, digits and '-', '_', ':'
/// count once, '.' and '/' twice, spaces and quotes three times, characters beyond ASCII five times.
/// </param>
/// <param name="Value">The content, at most 256 MiB. The port does not look inside; values too large for a row travel through blobs.</param>
public sealed record TableRow(string PartitionKey, string RowKey, ReadOnlyMemory<byte> Value)
{
    /// <summary>The version that a read saw, to be given back with a conditional change. Not set on rows that were never read.</summary>
    public ETag ETag { get; init; }
}
