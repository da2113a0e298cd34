using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Replay;

/// <summary>How actions that took effect are recorded.</summary>
public static class ActionHistory
{
    /// <summary>
    /// The history event that records an action; its event id is the action's. Inputs are not repeated in it. Null for actions that leave
    /// no trace in the history (terminating another instance).
    /// </summary>
    /// <param name="action">The action.</param>
    /// <param name="timestamp">When it took effect.</param>
    public static HistoryEvent? ToHistoryEvent(OrchestratorAction action, Timestamp timestamp)
    {
        var recorded = new HistoryEvent { EventId = action.Id, Timestamp = timestamp };
        switch (action.OrchestratorActionTypeCase)
        {
            case OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                recorded.TaskScheduled = new TaskScheduledEvent { Name = action.ScheduleTask.Name, Version = action.ScheduleTask.Version };
                return recorded;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateSubOrchestration:
                recorded.SubOrchestrationInstanceCreated = new SubOrchestrationInstanceCreatedEvent
                {
                    InstanceId = action.CreateSubOrchestration.InstanceId,
                    Name = action.CreateSubOrchestration.Name,
                    Version = action.CreateSubOrchestration.Version,
                };
                return recorded;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                recorded.TimerCreated = new TimerCreatedEvent { FireAt = action.CreateTimer.FireAt };
                return recorded;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent:
                recorded.EventSent = new EventSentEvent { InstanceId = action.SendEvent.Instance.InstanceId, Name = action.SendEvent.Name };
                return recorded;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration:
                recorded.ExecutionCompleted = new ExecutionCompletedEvent
                {
                    OrchestrationStatus = action.CompleteOrchestration.OrchestrationStatus,
                    Result = action.CompleteOrchestration.Result,
                    FailureDetails = action.CompleteOrchestration.FailureDetails,
                };
                return recorded;
            default:
                return null;
        }
    }
}
