using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>An instance as a store has it.</summary>
/// <param name="Head">Its state.</param>
/// <param name="History">The current execution's events, oldest first.</param>
/// <param name="Inbox">The messages not consumed, oldest first.</param>
/// <param name="Undelivered">Messages to others that may not have arrived.</param>
internal sealed record StoredInstance(
    InstanceHead Head, IReadOnlyList<HistoryEvent> History, IReadOnlyList<InboxMessage> Inbox, IReadOnlyList<InstanceMessage> Undelivered);

/// <summary>An instance's state as a client asks for it.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Input">The current execution's input as JSON, when it was asked for.</param>
internal sealed record InstanceSnapshot(InstanceHead Head, string? Input);

/// <summary>When an instance has work without a new message.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="At">The moment; one that has passed means at once.</param>
internal readonly record struct Wakeup(string InstanceId, DateTimeOffset At);
