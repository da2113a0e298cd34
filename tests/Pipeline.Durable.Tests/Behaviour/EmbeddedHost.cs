using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>The embedded backend on a store.</summary>
internal sealed class EmbeddedHost(Func<IOrchestrationStore> store, DurableTaskRegistry registry, TimeProvider time, EmbeddedDurableTaskOptions options, IAsyncDisposable storage)
    : OrchestrationHost
{
    private EmbeddedDurableTaskBackend? _backend;

    public override DurableTaskClient Client => _backend!.Client;

    public async Task StartAsync()
    {
        _backend = new EmbeddedDurableTaskBackend(store(), registry, Converter, Services, time, options);
        await _backend.StartAsync(TestContext.Current.CancellationToken);
    }

    public override async Task RestartAsync()
    {
        await _backend!.DisposeAsync();
        await StartAsync();
    }

    public override Task EvictAsync() =>
        Eventually.TrueAsync(
            () =>
            {
                (time as ManualTimeProvider)?.Advance(options.IdleTimeout);
                return _backend!.LoadedInstances == 0;
            });

    public override async ValueTask DisposeAsync()
    {
        await _backend!.DisposeAsync();
        await storage.DisposeAsync();
    }
}
