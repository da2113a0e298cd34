namespace Pipeline.Definitions.Concurrency;

/// <summary>How many runs of a pipeline may be under way at once, paused ones included, and what becomes of the others.</summary>
public sealed record ConcurrencyLimit
{
    /// <summary>The greatest <see cref="Max"/>.</summary>
    public const int Most = 100;

    /// <summary>How many at once, 1 to <see cref="Most"/>.</summary>
    public int Max { get; init; } = 1;

    /// <summary>What becomes of the runs that wait when a newer one comes to wait too.</summary>
    public ConcurrencyPolicy Policy { get; init; }

    /// <summary>The lock that the pipeline shares with all others that name it: at most one run of all of them is under way at once. Null: none.</summary>
    public string? Group { get; init; }
}
