using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Embedded.Store.Tables;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Embedded.Behaviour;

/// <summary>What every backend must do, as a client sees it. A subclass brings the backend.</summary>
public abstract class BehaviourTests
{
    /// <summary>The clock of a test that asks for one.</summary>
    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>Starts a backend that knows what is registered.</summary>
    /// <param name="register">Registers orchestrators and activities.</param>
    /// <param name="manualClock">Whether time is <see cref="Clock"/>'s; else it is real.</param>
    protected abstract Task<OrchestrationHost> StartAsync(Action<DurableTaskRegistry> register, bool manualClock = false);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Task<OrchestrationHost> OnSqliteAsync(Action<DurableTaskRegistry> register, bool manualClock) =>
        OnAsync(static (storage, _) => new SqliteOrchestrationStore(storage.Database), register, manualClock ? Clock : TimeProvider.System);

    protected Task<OrchestrationHost> OnTablesAsync(Action<DurableTaskRegistry> register, bool manualClock) =>
        OnAsync(static (storage, time) => new TableOrchestrationStore(storage.Table("durable"), time), register, manualClock ? Clock : TimeProvider.System);

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
