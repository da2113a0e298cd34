namespace Pipeline.Storage;

/// <summary>A range of one partition's rows.</summary>
public sealed record TableQuery
{
    /// <summary>The partition to read.</summary>
    public required string PartitionKey { get; init; }

    /// <summary>Rows with this key or a later one; all from the first when null.</summary>
    public string? From { get; init; }

    /// <summary>Rows before this key (exclusive); all to the last when null.</summary>
    public string? Before { get; init; }

    /// <summary>The greatest number of rows a page may hold, 1 to 1,000.</summary>
    public int Take { get; init; } = 1000;

    /// <summary>Where an earlier page ended, from <see cref="TablePage.Continuation"/>.</summary>
    public string? Continuation { get; init; }
}

/// <summary>Some rows of a query, in ordinal order of their row keys.</summary>
/// <param name="Rows">The rows; may be fewer than asked for, even none, while more follow.</param>
/// <param name="Continuation">Given back in the next query to go on; null when this was the last page.</param>
public sealed record TablePage(IReadOnlyList<TableRow> Rows, string? Continuation);
