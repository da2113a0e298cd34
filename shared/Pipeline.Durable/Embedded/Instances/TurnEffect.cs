using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>What a turn changes, to be committed and then acted on.</summary>
/// <param name="Head">The head after the turn.</param>
/// <param name="Events">The history's new chunk.</param>
/// <param name="Outgoing">Messages to other instances.</param>
/// <param name="Activities">Activities that begin once the turn is committed.</param>
internal sealed record TurnEffect(
    InstanceHead Head, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<InstanceMessage> Outgoing, IReadOnlyList<ScheduledActivity> Activities);

/// <summary>An activity that shall run.</summary>
/// <param name="Id">The id of the action that asked for it.</param>
/// <param name="Task">Its name and input.</param>
internal readonly record struct ScheduledActivity(int Id, TaskScheduledEvent Task);
