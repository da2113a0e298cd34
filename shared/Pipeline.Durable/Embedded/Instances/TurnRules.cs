using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>Turns what an orchestrator asked for into what its turn changes. Pure: neither storage nor clock.</summary>
internal static class TurnRules
{
    /// <summary>The effect of a turn.</summary>
    /// <param name="before">The head that the turn started from.</param>
    /// <param name="started">The instance's start message.</param>
    /// <param name="news">The turn's news, the <c>orchestratorStarted</c> first.</param>
    /// <param name="turn">What the orchestrator asked for.</param>
    /// <param name="work">What the execution waits for, the news taken in; takes in the turn's own events.</param>
    public static TurnEffect Apply(
        InstanceHead before, HistoryEvent started, IReadOnlyList<HistoryEvent> news, OrchestrationTurn turn, PendingWork work)
    {
        var timestamp = news[0].Timestamp;
        var events = new List<HistoryEvent>(news.Count + turn.Actions.Count);
        events.AddRange(news);
        var outgoing = new List<InstanceMessage>();
        var activities = new List<ScheduledActivity>();
        foreach (var action in turn.Actions)
        {
            if (ActionHistory.ToHistoryEvent(action, timestamp) is { } recorded)
            {
                // The input is kept until the result is: a crash in between begins the activity anew from here.
                if (action.ScheduleTask is { } task)
                {
                    recorded.TaskScheduled.Input = task.Input;
                    activities.Add(new ScheduledActivity(action.Id, recorded.TaskScheduled));
                }

                work.Apply(recorded);
                events.Add(recorded);
            }

            if (Message(before, action, timestamp) is { } message)
                outgoing.Add(message);
        }

        var running = before with
        {
            LastUpdatedAt = timestamp.ToDateTimeOffset(),
            CustomStatus = turn.CustomStatus,
            Turn = before.Turn + 1,
            Status = work.IsSuspended ? OrchestrationStatus.Suspended : OrchestrationStatus.Running,
            Output = work.IsSuspended ? work.SuspensionReason : null,
            WakeAt = work.WakeAt,
        };
        return turn.Completion switch
        {
            null => new TurnEffect(running, events, outgoing, activities),
            { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew } next => ContinueAsNew(running, started, next, outgoing, activities, timestamp),
            var end => End(running, started, end, events, outgoing, activities, timestamp),
        };
    }

    /// <summary>The completion of an instance that somebody ended.</summary>
    public static CompleteOrchestrationAction Terminated(ExecutionTerminatedEvent terminated) =>
        new() { OrchestrationStatus = OrchestrationStatus.Terminated, Result = terminated.Input };

    /// <summary>The completion of an instance that cannot go on.</summary>
    public static CompleteOrchestrationAction Failed(Protocol.TaskFailureDetails failure) =>
        new() { OrchestrationStatus = OrchestrationStatus.Failed, FailureDetails = failure };

    /// <summary>The messages that end the sub-orchestrations of an instance.</summary>
    public static IEnumerable<InstanceMessage> TerminateChildren(InstanceHead head, PendingWork work, HistoryEvent terminated) =>
        work.Children.Select(child => new InstanceMessage(child, terminated) { Key = Key(head, $"terminate/{child}") });

    private static TurnEffect End(
        InstanceHead head,
        HistoryEvent started,
        CompleteOrchestrationAction end,
        List<HistoryEvent> events,
        List<InstanceMessage> outgoing,
        List<ScheduledActivity> activities,
        Timestamp timestamp)
    {
        head = head with
        {
            Status = end.OrchestrationStatus,
            Output = end.Result,
            Failure = end.FailureDetails,
            WakeAt = null,
        };
        if (started.ExecutionStarted.ParentInstance is { } parent)
            outgoing.Add(new InstanceMessage(parent.OrchestrationInstance.InstanceId, ChildEnded(head, parent, end, timestamp))
            {
                Key = Key(head, "ended"),
                ExecutionId = parent.OrchestrationInstance.ExecutionId,
            });
        return new TurnEffect(head, events, outgoing, activities);
    }

    private static HistoryEvent ChildEnded(InstanceHead head, ParentInstanceInfo parent, CompleteOrchestrationAction end, Timestamp timestamp)
    {
        var ended = new HistoryEvent { EventId = -1, Timestamp = timestamp };
        if (end.OrchestrationStatus == OrchestrationStatus.Completed)
            ended.SubOrchestrationInstanceCompleted = new SubOrchestrationInstanceCompletedEvent { TaskScheduledId = parent.TaskScheduledId, Result = end.Result };
        else
            ended.SubOrchestrationInstanceFailed = new SubOrchestrationInstanceFailedEvent
            {
                TaskScheduledId = parent.TaskScheduledId,
                FailureDetails = end.FailureDetails ?? new Protocol.TaskFailureDetails
                {
                    ErrorType = "Terminated",
                    ErrorMessage = end.Result is null
                        ? $"The sub-orchestration '{head.InstanceId}' was terminated."
                        : $"The sub-orchestration '{head.InstanceId}' was terminated: {end.Result}",
                },
            };
        return ended;
    }

    private static TurnEffect ContinueAsNew(
        InstanceHead head,
        HistoryEvent started,
        CompleteOrchestrationAction next,
        List<InstanceMessage> outgoing,
        List<ScheduledActivity> activities,
        Timestamp timestamp)
    {
        var generation = head.Generation + 1;
        var executionId = NewExecutionId(head, "next", timestamp);
        var restarted = started.Clone();
        restarted.Timestamp = timestamp;
        restarted.ExecutionStarted.Input = next.Result;
        restarted.ExecutionStarted.Version = next.NewVersion ?? restarted.ExecutionStarted.Version;
        restarted.ExecutionStarted.OrchestrationInstance.ExecutionId = executionId;
        restarted.ExecutionStarted.ScheduledStartTimestamp = null;
        head = head with
        {
            ExecutionId = executionId,
            Generation = generation,
            Version = restarted.ExecutionStarted.Version ?? "",
            Turn = 0,
            WakeAt = timestamp.ToDateTimeOffset(),
        };
        return new TurnEffect(head, [restarted, .. next.CarryoverEvents], outgoing, activities);
    }

    private static InstanceMessage? Message(InstanceHead head, OrchestratorAction action, Timestamp timestamp)
    {
        InstanceMessage To(string target, HistoryEvent message)
        {
            message.EventId = -1;
            message.Timestamp = timestamp;
            return new InstanceMessage(target, message) { Key = Key(head, action.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
        }

        if (action.SendEvent is { } send)
            return To(send.Instance.InstanceId, new HistoryEvent { EventRaised = new EventRaisedEvent { Name = send.Name, Input = send.Data } });
        if (action.TerminateOrchestration is { } terminate)
            return To(
                terminate.InstanceId,
                new HistoryEvent { ExecutionTerminated = new ExecutionTerminatedEvent { Input = terminate.Reason, Recurse = terminate.Recurse } });
        if (action.CreateSubOrchestration is { } create)
            return To(create.InstanceId, new HistoryEvent { ExecutionStarted = Child(head, action.Id, create, timestamp) });
        return null;
    }

    private static ExecutionStartedEvent Child(InstanceHead head, int id, CreateSubOrchestrationAction create, Timestamp timestamp) => new()
    {
        Name = create.Name,
        Version = create.Version ?? "",
        Input = create.Input,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = create.InstanceId, ExecutionId = NewExecutionId(head, $"{id}", timestamp) },
        ParentInstance = new ParentInstanceInfo
        {
            TaskScheduledId = id,
            Name = head.Name,
            Version = head.Version,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = head.InstanceId, ExecutionId = head.ExecutionId },
        },
    };

    private static string NewExecutionId(InstanceHead head, string action, Timestamp timestamp) =>
        DeterministicGuid.Create(Key(head, action), timestamp.ToDateTime(), 0).ToString("N");

    private static string Key(InstanceHead head, string action) => $"{head.ExecutionId}/{action}";
}
