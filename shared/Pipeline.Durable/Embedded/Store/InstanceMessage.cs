using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>A message to an instance, from a client or from another instance's turn.</summary>
/// <param name="Target">The receiver.</param>
/// <param name="Event">The message as it will stand in the receiver's history; an <c>executionStarted</c> starts the receiver.</param>
internal sealed record InstanceMessage(string Target, HistoryEvent Event)
{
    /// <summary>Unique among the messages of all instances' turns: a repeated delivery is known by it. Null for a client's message.</summary>
    public string? Key { get; init; }

    /// <summary>The receiver's execution that the message is for, when a later one must not take it for its own.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Whether the message starts its receiver.</summary>
    public bool IsStart => Event.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted;

    /// <summary>
    /// What the parent is told when a sub-orchestration cannot start because an unfinished instance has its id: that the task failed. Null when
    /// the instance that is there is the very one that this message started.
    /// </summary>
    public InstanceMessage? Refusal(InstanceHead existing)
    {
        var started = Event.ExecutionStarted;
        if (existing.ExecutionId == started.OrchestrationInstance.ExecutionId)
            return null;
        var parent = started.ParentInstance;
        var failed = new SubOrchestrationInstanceFailedEvent
        {
            TaskScheduledId = parent.TaskScheduledId,
            FailureDetails = new Protocol.TaskFailureDetails
            {
                ErrorType = typeof(Client.OrchestrationAlreadyExistsException).FullName,
                ErrorMessage = $"The sub-orchestration '{Target}' of type '{started.Name}' was not started: an unfinished instance has this id. Give the sub-orchestration another instance id.",
                IsNonRetriable = true,
            },
        };
        return new InstanceMessage(
            parent.OrchestrationInstance.InstanceId,
            new HistoryEvent { EventId = -1, Timestamp = Event.Timestamp, SubOrchestrationInstanceFailed = failed })
        {
            Key = Key + "/refused",
            ExecutionId = parent.OrchestrationInstance.ExecutionId,
        };
    }
}
