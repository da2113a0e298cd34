using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>A turn that shall take effect as a whole.</summary>
internal sealed record TurnCommit
{
    /// <summary>The head that the turn started from, as the store gave it.</summary>
    public required InstanceHead Before { get; init; }

    /// <summary>The head after the turn.</summary>
    public required InstanceHead After { get; init; }

    /// <summary>What the turn adds to the history; with <see cref="BeginsExecution"/> the messages for the next execution's first turn.</summary>
    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    /// <summary>Messages that the turn consumed, by their sequence.</summary>
    public IReadOnlyList<long> Consumed { get; init; } = [];

    /// <summary>Messages to other instances.</summary>
    public IReadOnlyList<InstanceMessage> Outgoing { get; init; } = [];

    /// <summary>The instance continues as new: the history so far goes.</summary>
    public bool BeginsExecution => After.Generation != Before.Generation;

    /// <summary>Where in the history <see cref="Events"/> belong; the first turn's take the place of its start message.</summary>
    public int Chunk => Math.Max(After.Turn - 1, 0);
}

/// <summary>A turn that has taken effect.</summary>
/// <param name="Head">The head as it is kept.</param>
/// <param name="Deliveries">Messages that have arrived with the commit.</param>
/// <param name="Undelivered">Messages that are kept with the sender and must be brought to their receivers.</param>
internal sealed record CommittedTurn(InstanceHead Head, IReadOnlyList<Delivery> Deliveries, IReadOnlyList<InstanceMessage> Undelivered);
