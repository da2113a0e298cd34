using Pipeline.Durable;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Storage.Embedded;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>
/// A task hub: orchestration instances that several hosts carry on together. The embedded engine keeps them; every turn and every activity is
/// an invocation of one of the attached handlers, by turns.
/// </summary>
public sealed class TaskHub : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly HandlerPool _handlers;
    private readonly EmbeddedDurableTaskBackend _engine;

    internal TaskHub(string name, IOrchestrationStore store, TimeProvider time, EmbeddedDurableTaskOptions options, ILoggerFactory loggers)
    {
        Name = name;
        _handlers = new HandlerPool();
        _engine = new EmbeddedDurableTaskBackend(
            store, new HandlerWorker(_handlers, this, time, _closing.Token), new DurableTaskRegistry(), new SerializedText(), time, options, loggers);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The orchestrator functions that the app declares; null: whatever a handler answers to.</summary>
    internal IReadOnlyCollection<string>? Orchestrators { get; set; }

    /// <summary>Starts and watches instances; inputs and results are serialized already.</summary>
    internal DurableTaskClient Client => _engine.Client;

    /// <summary>How many instances are in memory.</summary>
    internal int LoadedInstances => _engine.LoadedInstances;

    /// <summary>Begins to carry on the instances in a storage.</summary>
    public static async Task<TaskHub> StartAsync(string name, EmbeddedStorage storage, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var hub = new TaskHub(name, new SqliteOrchestrationStore(storage.Database), time, new EmbeddedDurableTaskOptions(), loggers);
        await hub.StartAsync(cancellationToken);
        return hub;
    }

    internal Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    /// <summary>Gives work to a handler too, from now on.</summary>
    public void Attach(Handler handler) => _handlers.Add(handler);

    /// <summary>Gives a handler no more work.</summary>
    public void Detach(Handler handler) => _handlers.Remove(handler);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Turns that no handler has answered are taken again after the next start.
        await _closing.CancelAsync();
        await _engine.DisposeAsync();
        _closing.Dispose();
    }
}
