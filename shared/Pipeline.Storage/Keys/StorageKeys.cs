namespace Pipeline.Storage.Keys;

/// <summary>Encodes keys and refuses those that are too long for the services, in both implementations alike.</summary>
internal static class StorageKeys
{
    /// <summary>Sorts after every encoded key.</summary>
    public const string AfterAll = "\u007f";

    /// <summary>Azure Table Storage takes partition and row keys of 1 KiB of UTF-16.</summary>
    public const int LongestKey = 512;

    /// <summary>Azure Blob Storage takes names of 1,024 characters.</summary>
    public const int LongestBlobName = 1024;

    /// <summary>A partition's key as it is stored.</summary>
    public static string Partition(string key) => Within(OrderedKeyEncoding.Encode(key), key, "partition key", LongestKey);

    /// <summary>A row's key as it is stored.</summary>
    public static string Row(string key) => Within(OrderedKeyEncoding.Encode(key), key, "row key", LongestKey);

    /// <summary>The beginning or end of a range of row keys. It need not be a possible key: cut to the limit it divides the rows the same way.</summary>
    public static string RowBound(string key)
    {
        var encoded = OrderedKeyEncoding.Encode(key);
        return encoded.Length <= LongestKey ? encoded : encoded[..LongestKey] + AfterAll;
    }

    /// <summary>Where a range goes on: at the stored key that an earlier page ended with, but never before the range's start.</summary>
    /// <exception cref="ArgumentException">No query returned such a continuation.</exception>
    public static string Resume(string from, string continuation)
    {
        try
        {
            if (OrderedKeyEncoding.Encode(OrderedKeyEncoding.Decode(continuation)) == continuation)
                return string.CompareOrdinal(from, continuation) < 0 ? continuation : from;
        }
        catch (FormatException)
        {
            // Refused below.
        }

        throw NotAContinuation(continuation);
    }

    /// <summary>The error for a continuation that no query returned: they come back from the web.</summary>
    public static ArgumentException NotAContinuation(string continuation) =>
        new($"'{continuation}' is not a continuation that a query returned. Start again without one.", nameof(continuation));

    /// <summary>A blob's name as it is stored.</summary>
    public static string Blob(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Within(OrderedKeyEncoding.Encode(name, slashIsPlain: true), name, "blob name", LongestBlobName);
    }

    /// <summary>The beginning that the stored names of all blobs have whose names start with <paramref name="prefix"/>.</summary>
    public static string BlobPrefix(string prefix) => OrderedKeyEncoding.Encode(prefix, slashIsPlain: true);

    private static string Within(string encoded, string key, string what, int longest) => encoded.Length <= longest
        ? encoded
        : throw new ArgumentException(
            $"The {what} '{key[..Math.Min(key.Length, 40)]}…' is too long: {encoded.Length} characters as stored, at most {longest} are possible. "
            + "Letters, digits and '-' '_' ':' count once; '.' and '/' twice; spaces and quotes three times; characters beyond ASCII five times.",
            nameof(key));
}
