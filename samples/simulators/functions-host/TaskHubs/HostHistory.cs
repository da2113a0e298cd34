using Pipeline.Durable.Protocol;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>A history in the form in which the Durable extension sends it.</summary>
internal static class HostHistory
{
    /// <summary>Turns that took effect: each ends with an event of its own, and what was asked for comes back without its input.</summary>
    public static List<HistoryEvent> Of(IReadOnlyList<HistoryEvent> history)
    {
        var events = new List<HistoryEvent>(history.Count + 1);
        foreach (var happened in history)
        {
            if (happened.OrchestratorStarted is not null && events.Count > 0)
                events.Add(Completed(events[^1]));
            events.Add(Of(happened));
        }

        if (events.Count > 0)
            events.Add(Completed(events[^1]));
        return events;
    }

    /// <summary>One event.</summary>
    public static HistoryEvent Of(HistoryEvent happened)
    {
        var sent = happened.Clone();
        if (sent.TaskScheduled is { } scheduled)
            scheduled.Input = null;
        if (sent.SubOrchestrationInstanceCreated is { } created)
            created.Input = null;
        if (sent.ExecutionStarted is { } started)
        {
            if (started.Version is "")
                started.Version = null;
            if (started.ParentInstance is { Version: "" } parent)
                parent.Version = null;
        }

        return sent;
    }

    private static HistoryEvent Completed(HistoryEvent last) =>
        new() { EventId = -1, Timestamp = last.Timestamp, OrchestratorCompleted = new OrchestratorCompletedEvent() };
}
