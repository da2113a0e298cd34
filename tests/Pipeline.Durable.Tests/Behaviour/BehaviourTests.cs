using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Embedded.Store.Tables;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>What every backend must do, as a client sees it. A subclass brings the backend.</summary>
public abstract class BehaviourTests
{
    /// <summary>The clock of a test that asks for one.</summary>
    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>Starts a backend that knows what is registered.</summary>
    /// <param name="register">Registers orchestrators and activities.</param>
    /// <param name="manualClock">Whether time is <see cref="Clock"/>'s; else it is real.</param>
    protected abstract Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock = false);

    /// <summary>Moves the clock until an instance has ended.</summary>
    protected async Task<OrchestrationMetadata> AdvanceToEndAsync(OrchestrationHost host, string instanceId, TimeSpan step)
    {
        await Eventually.GetAsync(
            async () =>
            {
                var state = await host.Client.GetInstanceAsync(instanceId, cancellation: Cancellation);
                if (!state!.IsCompleted)
                    Clock.Advance(step);
                return state;
            },
            static state => state.IsCompleted,
            cancellationToken: Cancellation);
        return await host.EndOfAsync(instanceId);
    }

    /// <summary>Waits until an instance's state is as wanted.</summary>
    protected static async Task<OrchestrationMetadata> StateAsync(OrchestrationHost host, string instanceId, Func<OrchestrationMetadata, bool> wanted) =>
        (await Eventually.GetAsync(
            () => host.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, Cancellation), state => state is not null && wanted(state), cancellationToken: Cancellation))!;

    /// <summary>Waits until an instance has started.</summary>
    protected static Task WaitingAsync(OrchestrationHost host, string instanceId) =>
        host.Client.WaitForInstanceStartAsync(instanceId, cancellation: Cancellation);

    /// <summary>Waits until somebody has started an instance.</summary>
    protected static Task ExistsAsync(OrchestrationHost host, string instanceId) =>
        StateAsync(host, instanceId, static state => state.RuntimeStatus != OrchestrationRuntimeStatus.Pending);

    /// <summary>The ids of all instances that a query finds.</summary>
    protected static async Task<List<string>> ListAsync(OrchestrationHost host, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync(query).WithCancellation(Cancellation))
            ids.Add(instance.InstanceId);
        return ids;
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Task<OrchestrationHost> OnSqliteAsync(Action<DurableTaskRegistry> register, bool manualClock) =>
        OnAsync(static (storage, _) => new SqliteOrchestrationStore(storage.Database), register, manualClock ? Clock : TimeProvider.System);

    protected Task<OrchestrationHost> OnTablesAsync(Action<DurableTaskRegistry> register, bool manualClock) =>
        OnAsync(static (storage, time) => new TableOrchestrationStore(storage.Table("durable"), time), register, manualClock ? Clock : TimeProvider.System);

    protected async Task<OrchestrationHost> OnAzuriteAsync(AzuriteServer azurite, Action<DurableTaskRegistry> register, bool manualClock)
    {
        var storage = new AzureStorage(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System);
        var table = storage.Table($"durable{Guid.NewGuid():N}");
        return await OnAsync((_, time) => new TableOrchestrationStore(table, time), register, manualClock ? Clock : TimeProvider.System);
    }

    protected async Task<OrchestrationHost> OnFunctionsHostAsync(Action<DurableTaskRegistry> register, bool manualClock)
    {
        var registry = new DurableTaskRegistry();
        register(registry);
        var host = new HandlerHost(registry, manualClock ? Clock : TimeProvider.System, Options);
        await host.StartAsync();
        return host;
    }

    private static async Task<OrchestrationHost> OnAsync(
        Func<EmbeddedStorage, TimeProvider, IOrchestrationStore> store, Action<DurableTaskRegistry> register, TimeProvider time)
    {
        var registry = new DurableTaskRegistry();
        register(registry);
        var folder = new TemporaryFolder();
        var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        var host = new EmbeddedHost(() => store(storage, time), registry, time, Options, new Both(storage, folder));
        await host.StartAsync();
        return host;
    }

    private static EmbeddedDurableTaskOptions Options { get; } = new() { IdleTimeout = TimeSpan.FromMinutes(1), StopTimeout = TimeSpan.FromSeconds(5) };

    private sealed class Both(IAsyncDisposable storage, IDisposable folder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await storage.DisposeAsync();
            folder.Dispose();
        }
    }
}
