namespace Pipeline.Storage;

/// <summary>What a request must satisfy before any implementation looks at it.</summary>
internal static class RequestRules
{
    /// <summary>The greatest value of a row or whole blob in bytes: it is held in memory, in several copies at times.</summary>
    public const int LargestValue = 256 << 20;

    /// <exception cref="ArgumentException">The transaction is empty, longer than 100 operations or names a row twice.</exception>
    public static void Check(IReadOnlyList<TableOperation> operations)
    {
        if (operations.Count is < 1 or > 100)
            throw new ArgumentException($"A transaction takes 1 to 100 operations; this one has {operations.Count}.", nameof(operations));
        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (!rows.Add(operation.RowKey))
                throw new ArgumentException($"A transaction names each row at most once; '{operation.RowKey}' is there twice.", nameof(operations));
            CheckValue(operation switch
            {
                TableOperation.Insert insert => insert.Value,
                TableOperation.Update update => update.Value,
                TableOperation.Upsert upsert => upsert.Value,
                _ => default,
            });
        }
    }

    /// <exception cref="ArgumentException">The value is larger than any implementation keeps.</exception>
    public static void CheckValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length > LargestValue)
            throw new ArgumentException($"The value has {value.Length:N0} bytes; at most {LargestValue:N0} can be kept.", nameof(value));
    }

    /// <exception cref="ArgumentException">The query asks for no rows or for more than a page can hold.</exception>
    public static void Check(TableQuery query)
    {
        if (query.Take is < 1 or > 1000)
            throw new ArgumentException($"A page holds 1 to 1,000 rows; {query.Take} were asked for.", nameof(query));
    }

    /// <exception cref="ArgumentException">The version was never set: the caller forgot to read the row, or to say that any version will do.</exception>
    public static void CheckMatch(global::Azure.ETag match)
    {
        if (match == default)
            throw new ArgumentException("A conditional change needs the ETag that a read returned, or ETag.All for whatever version is there.", nameof(match));
    }
}
