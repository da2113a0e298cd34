using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>A message that an instance has yet to consume.</summary>
/// <param name="Sequence">Tells kept messages apart and gives their order; 0 for what is not kept: results of activities come anew after a crash.</param>
/// <param name="Event">The message, as it will stand in the history.</param>
/// <param name="ExecutionId">The execution that the message is for; null for whichever runs.</param>
internal readonly record struct InboxMessage(long Sequence, HistoryEvent Event, string? ExecutionId);

/// <summary>A message that has arrived in an instance's inbox, or an instance that has been started by another.</summary>
/// <param name="Receiver">The instance that has work now.</param>
/// <param name="Message">The message; null when the instance is new.</param>
internal readonly record struct Delivery(string Receiver, InboxMessage? Message);
