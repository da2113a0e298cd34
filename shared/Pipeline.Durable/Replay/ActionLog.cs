using Pipeline.Durable.Protocol;
using ActionCase = Pipeline.Durable.Protocol.OrchestratorAction.OrchestratorActionTypeOneofCase;
using EventCase = Pipeline.Durable.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Pipeline.Durable.Replay;

/// <summary>
/// The actions of an execution: gives out their ids (0, 1, 2… over the whole execution) and checks them against the history.
/// </summary>
internal sealed class ActionLog
{
    // Actions from _firstId on; null where the history has confirmed one, or where one was withdrawn.
    private readonly List<OrchestratorAction?> _open = [];
    private int _firstId;
    private int _unconfirmed;

    /// <summary>The id the next action gets.</summary>
    public int NextId => _firstId + _open.Count;

    /// <summary>Records an action and gives it its id.</summary>
    public void Add(OrchestratorAction action)
    {
        action.Id = NextId;
        _open.Add(action);
        _unconfirmed++;
    }

    /// <summary>Takes back an action that has not left the orchestrator yet; its id stays used.</summary>
    public void Withdraw(int id)
    {
        var index = id - _firstId;
        if (index < 0 || _open[index] is null)
            return;
        _open[index] = null;
        _unconfirmed--;
    }

    /// <summary>Compares a recorded action with the one of the same id. Gives what differs, or null.</summary>
    public string? Confirm(HistoryEvent recorded)
    {
        var index = recorded.EventId - _firstId;
        if (index < 0)
            return $"the history records {Describe(recorded)} a second time";
        if (index >= _open.Count || _open[index] is not { } action)
            return $"the history has {Describe(recorded)}, but the code does not ask for it any more";
        if (!Matches(action, recorded))
            return $"the history has {Describe(recorded)}, but the code now asks for {Describe(action)}";
        Withdraw(recorded.EventId);
        return null;
    }

    /// <summary>At the start of a turn all earlier actions must be in the history. Gives what differs, or null.</summary>
    public string? BeginTurn()
    {
        if (_unconfirmed > 0)
            return $"the code now asks for {Describe(_open.First(action => action is not null)!)}, which the history does not have";
        _firstId = NextId;
        _open.Clear();
        return null;
    }

    /// <summary>The actions the history does not have yet. They count as confirmed from now on.</summary>
    public List<OrchestratorAction> TakeNew()
    {
        var actions = new List<OrchestratorAction>(_unconfirmed);
        foreach (var action in _open)
        {
            if (action is not null)
                actions.Add(action);
        }
        _firstId = NextId;
        _open.Clear();
        _unconfirmed = 0;
        return actions;
    }

    // Times of timers and inputs are not compared: they follow from what is compared, and a changed wait or wording is no harm to a running instance.
    private static bool Matches(OrchestratorAction action, HistoryEvent recorded) => recorded.EventTypeCase switch
    {
        EventCase.TaskScheduled => action.ScheduleTask is { } task && SameName(task.Name, recorded.TaskScheduled.Name),
        EventCase.SubOrchestrationInstanceCreated => action.CreateSubOrchestration is { } child
            && SameName(child.Name, recorded.SubOrchestrationInstanceCreated.Name)
            && child.InstanceId == recorded.SubOrchestrationInstanceCreated.InstanceId,
        EventCase.TimerCreated => action.CreateTimer is not null,
        EventCase.EventSent => action.SendEvent is { } sent
            && SameName(sent.Name, recorded.EventSent.Name)
            && sent.Instance.InstanceId == recorded.EventSent.InstanceId,
        _ => false,
    };

    private static bool SameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Describe(HistoryEvent recorded) => recorded.EventTypeCase switch
    {
        EventCase.TaskScheduled => $"activity '{recorded.TaskScheduled.Name}' as event {recorded.EventId}",
        EventCase.SubOrchestrationInstanceCreated =>
            $"sub-orchestration '{recorded.SubOrchestrationInstanceCreated.Name}' ('{recorded.SubOrchestrationInstanceCreated.InstanceId}') as event {recorded.EventId}",
        EventCase.TimerCreated => $"a timer as event {recorded.EventId}",
        EventCase.EventSent => $"the sending of '{recorded.EventSent.Name}' to '{recorded.EventSent.InstanceId}' as event {recorded.EventId}",
        _ => $"{recorded.EventTypeCase} as event {recorded.EventId}",
    };

    private static string Describe(OrchestratorAction action) => action.OrchestratorActionTypeCase switch
    {
        ActionCase.ScheduleTask => $"activity '{action.ScheduleTask.Name}' (event {action.Id})",
        ActionCase.CreateSubOrchestration =>
            $"sub-orchestration '{action.CreateSubOrchestration.Name}' ('{action.CreateSubOrchestration.InstanceId}') (event {action.Id})",
        ActionCase.CreateTimer => $"a timer (event {action.Id})",
        ActionCase.SendEvent => $"the sending of '{action.SendEvent.Name}' to '{action.SendEvent.Instance.InstanceId}' (event {action.Id})",
        _ => $"{action.OrchestratorActionTypeCase} (event {action.Id})",
    };
}
