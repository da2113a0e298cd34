using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Replay;

/// <summary>
/// Runs orchestrator code by its history. The same executor serves both backends: the Functions host, which sends the whole history with
/// every turn (<see cref="Execute"/>), and the embedded one, which keeps instances loaded (<see cref="Load"/>). Safe for use by many threads.
/// </summary>
/// <param name="registry">The orchestrators.</param>
/// <param name="converter">Reads and writes inputs, results and events.</param>
/// <param name="services">Given to the orchestrators' factories.</param>
/// <param name="loggerFactory">Makes the replay-safe loggers; null: nothing is logged.</param>
public sealed class OrchestratorExecutor(
    DurableTaskRegistry registry, DataConverter converter, IServiceProvider services, ILoggerFactory? loggerFactory = null)
{
    internal DurableTaskRegistry Registry { get; } = registry;

    internal DataConverter Converter { get; } = converter;

    internal IServiceProvider Services { get; } = services;

    internal ILoggerFactory LoggerFactory { get; } = loggerFactory ?? NullLoggerFactory.Instance;

    /// <summary>Loads an instance: replays its history, which is empty for a new one. What is wrong with it shows in the next turn.</summary>
    public OrchestrationSession Load(string instanceId, IEnumerable<HistoryEvent> pastEvents)
    {
        var session = new OrchestrationSession(this, instanceId);
        session.Replay(pastEvents);
        return session;
    }

    /// <summary>Runs a turn from the whole history. Whatever the orchestrator does wrong ends the instance, in the response; it does not throw.</summary>
    public OrchestratorResponse Execute(OrchestratorRequest request)
    {
        var turn = Load(request.InstanceId, request.PastEvents).Advance(request.NewEvents);
        return new OrchestratorResponse
        {
            InstanceId = request.InstanceId,
            Actions = { turn.Actions },
            CustomStatus = turn.CustomStatus,
        };
    }
}
