using Pipeline.Durable.Protocol;
using EventType = Pipeline.Durable.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>What an execution waits for, as its history tells: activities, timers and sub-orchestrations that were begun and have not ended.</summary>
internal sealed class PendingWork
{
    private readonly Dictionary<int, TaskScheduledEvent> _activities = [];
    private readonly Dictionary<int, DateTimeOffset> _timers = [];
    private readonly SortedSet<(DateTimeOffset FireAt, int Id)> _timersByTime = [];
    private readonly Dictionary<int, string> _children = [];

    /// <summary>Activities without a result, by the id of their action.</summary>
    public IReadOnlyDictionary<int, TaskScheduledEvent> Activities => _activities;

    /// <summary>Instance ids of the sub-orchestrations without a result.</summary>
    public IReadOnlyCollection<string> Children => _children.Values;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextTimer => _timersByTime.Count == 0 ? null : _timersByTime.Min.FireAt;

    /// <summary>Whether the instance is suspended, and why.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>The reason given with the suspension.</summary>
    public string? SuspensionReason { get; private set; }

    /// <summary>When there is work that no message brings: at once while an activity has no result, for it may have died with the process.</summary>
    public DateTimeOffset? WakeAt => _activities.Count > 0 ? DateTimeOffset.MinValue.AddTicks(1) : NextTimer;

    /// <summary>Whether a message still means something: a second result for the same action does not.</summary>
    public bool Accepts(HistoryEvent message) => message.EventTypeCase switch
    {
        EventType.TaskCompleted => _activities.ContainsKey(message.TaskCompleted.TaskScheduledId),
        EventType.TaskFailed => _activities.ContainsKey(message.TaskFailed.TaskScheduledId),
        EventType.TimerFired => _timers.ContainsKey(message.TimerFired.TimerId),
        EventType.SubOrchestrationInstanceCompleted => _children.ContainsKey(message.SubOrchestrationInstanceCompleted.TaskScheduledId),
        EventType.SubOrchestrationInstanceFailed => _children.ContainsKey(message.SubOrchestrationInstanceFailed.TaskScheduledId),
        _ => true,
    };

    /// <summary>Takes in what the history goes on with.</summary>
    public void Apply(HistoryEvent happened)
    {
        switch (happened.EventTypeCase)
        {
            case EventType.TaskScheduled:
                _activities[happened.EventId] = happened.TaskScheduled;
                break;
            case EventType.TaskCompleted:
                _activities.Remove(happened.TaskCompleted.TaskScheduledId);
                break;
            case EventType.TaskFailed:
                _activities.Remove(happened.TaskFailed.TaskScheduledId);
                break;
            case EventType.TimerCreated:
                var fireAt = happened.TimerCreated.FireAt.ToDateTimeOffset();
                _timers[happened.EventId] = fireAt;
                _timersByTime.Add((fireAt, happened.EventId));
                break;
            case EventType.TimerFired:
                if (_timers.Remove(happened.TimerFired.TimerId, out var due))
                    _timersByTime.Remove((due, happened.TimerFired.TimerId));
                break;
            case EventType.SubOrchestrationInstanceCreated:
                _children[happened.EventId] = happened.SubOrchestrationInstanceCreated.InstanceId;
                break;
            case EventType.SubOrchestrationInstanceCompleted:
                _children.Remove(happened.SubOrchestrationInstanceCompleted.TaskScheduledId);
                break;
            case EventType.SubOrchestrationInstanceFailed:
                _children.Remove(happened.SubOrchestrationInstanceFailed.TaskScheduledId);
                break;
            case EventType.ExecutionSuspended:
                IsSuspended = true;
                SuspensionReason = happened.ExecutionSuspended.Input;
                break;
            case EventType.ExecutionResumed:
                IsSuspended = false;
                SuspensionReason = null;
                break;
        }
    }

    /// <summary>The timers that are due, as the messages that say so.</summary>
    public IEnumerable<HistoryEvent> DueTimers(DateTimeOffset now)
    {
        var timestamp = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(now);
        return _timersByTime.TakeWhile(timer => timer.FireAt <= now).Select(timer => new HistoryEvent
        {
            EventId = -1,
            Timestamp = timestamp,
            TimerFired = new TimerFiredEvent { FireAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(timer.FireAt), TimerId = timer.Id },
        });
    }
}
