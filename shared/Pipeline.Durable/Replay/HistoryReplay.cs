using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Replay;

/// <summary>
/// Replays recorded histories through today's orchestrators: what a running instance will meet when this build takes it over. Histories of
/// every release are kept and replayed by tests.
/// </summary>
public static class HistoryReplay
{
    /// <summary>Goes through a whole history, finished or not, and checks that the code does exactly what the history says.</summary>
    /// <param name="executor">Today's orchestrators.</param>
    /// <param name="history">The events of an execution, from its start, as the backend keeps them.</param>
    /// <exception cref="NonDeterministicOrchestrationException">The code does something else; the message names the event.</exception>
    /// <exception cref="ArgumentException">The history has no start.</exception>
    public static void Verify(OrchestratorExecutor executor, IReadOnlyList<HistoryEvent> history)
    {
        var started = history.FirstOrDefault(recorded => recorded.ExecutionStarted is not null)?.ExecutionStarted
            ?? throw new ArgumentException("A history begins with an executionStarted event; this one has none.", nameof(history));
        if (executor.Load(started.OrchestrationInstance?.InstanceId ?? "", history).FirstDifference() is { } difference)
            throw difference;
    }
}
