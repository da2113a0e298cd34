using Pipeline.Durable.Activities;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Embedded.Workers;

/// <summary>Runs code in this process. Orchestrators stay loaded between turns, so n steps cost n turns.</summary>
internal sealed class LocalWorker(OrchestratorExecutor executor, ActivityExecutor activities) : IOrchestrationWorker
{
    public IOrchestrationCode Load(string instanceId, IReadOnlyList<HistoryEvent> history) => new Code(executor.Load(instanceId, history));

    public Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken stopping) =>
        activities.ExecuteAsync(name, instanceId, input, stopping);

    private sealed class Code(OrchestrationSession session) : IOrchestrationCode
    {
        public ValueTask<OrchestrationTurn> AdvanceAsync(List<HistoryEvent> news) => new(session.Advance(news));

        public void Committed(IReadOnlyList<HistoryEvent> events)
        {
            // The session knows what it asked for.
        }
    }
}
