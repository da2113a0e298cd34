namespace Pipeline.Durable.Embedded.Store;

/// <summary>
/// Where the embedded backend keeps instances. The backend is the store's only user, runs one turn of an instance at a time and commits a
/// turn before it acts on it; a store makes each call atomic and returns only when its effect is durable.
/// </summary>
internal interface IOrchestrationStore
{
    /// <summary>Makes what the store needs (tables, sequence numbers). Called once, before anything else.</summary>
    Task OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Every unfinished instance that has work without a new message: at once, or when its first timer is due.</summary>
    IAsyncEnumerable<Wakeup> RecoverAsync(CancellationToken cancellationToken = default);

    /// <summary>An instance with its history and the messages it has not consumed; null when there is none.</summary>
    Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>An instance's state without its history; null when there is none.</summary>
    Task<InstanceSnapshot?> ReadAsync(string instanceId, bool withInput, CancellationToken cancellationToken = default);

    /// <summary>Keeps a new instance whose first turn is to come.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="mayReplace">Whether the instance that has the same id may go for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Creation> CreateAsync(NewInstance instance, Func<InstanceHead, bool> mayReplace, CancellationToken cancellationToken = default);

    /// <summary>Keeps a message to an unfinished instance until a turn consumes it.</summary>
    /// <returns>The message as it is kept; null when there is no such instance, it has ended, or the message has arrived before.</returns>
    Task<InboxMessage?> EnqueueAsync(InstanceMessage message, CancellationToken cancellationToken = default);

    /// <summary>Makes a turn take effect: consumed messages out, new history and state in, messages to other instances on their way.</summary>
    /// <exception cref="Pipeline.Storage.StorageException">The turn did not take effect, or it is not known whether it did.</exception>
    Task<CommittedTurn> CommitAsync(TurnCommit turn, CancellationToken cancellationToken = default);

    /// <summary>Messages of a committed turn have arrived at their receivers and need not be sent again.</summary>
    Task ForgetAsync(string sender, IReadOnlyList<InstanceMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>An unfinished instance leaves memory; what it waits for is in its head.</summary>
    Task ParkAsync(InstanceHead head, CancellationToken cancellationToken = default);

    /// <summary>A page of instances.</summary>
    Task<InstancePage> QueryAsync(InstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The instances that this one started as sub-orchestrations, in all its executions, and that still exist.</summary>
    Task<IReadOnlyList<string>> ChildrenAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Removes an instance with all that is kept of it. False when there was none.</summary>
    Task<bool> DeleteAsync(string instanceId, CancellationToken cancellationToken = default);
}
