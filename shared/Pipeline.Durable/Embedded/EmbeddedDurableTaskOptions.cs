namespace Pipeline.Durable.Embedded;

/// <summary>How the embedded backend uses the machine.</summary>
public sealed record EmbeddedDurableTaskOptions
{
    /// <summary>How many activities run at the same time; others wait in order. Activities mostly wait for other systems, so this is far above the number of processors.</summary>
    public int MaxConcurrentActivities { get; init; } = 200;

    /// <summary>How many instances stay in memory between turns. Above it, those that have waited longest leave; instances with work are never turned away.</summary>
    public int MaxLoadedInstances { get; init; } = 5000;

    /// <summary>How long an instance that waits for a message or a timer stays in memory. When memory is short it leaves earlier.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for running activities after their cancellation token was signalled; those that go on are run again after the next start.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Signalled when the storage is, or may soon be, another process's: nothing is acknowledged or committed from then on. On a storage account
    /// it is the lease's token. Of two processes that take the same turn of an instance nonetheless, one is refused by the storage.
    /// </summary>
    public CancellationToken OwnershipLost { get; init; }
}
