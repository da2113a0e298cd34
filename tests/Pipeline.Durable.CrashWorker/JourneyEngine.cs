using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Serialization;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Durable.CrashWorker;

/// <summary>The embedded backend on a data folder, with <see cref="Journey"/> registered.</summary>
public sealed class JourneyEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private JourneyEngine(ServiceProvider services) => _services = services;

    /// <summary>The client.</summary>
    public DurableTaskClient Client => _services.GetRequiredService<DurableTaskClient>();

    /// <summary>Starts it, with instances kept in tables of the engine's own ("sqlite") or by the table port ("tables").</summary>
    public static async Task<JourneyEngine> StartAsync(string folder, string store)
    {
        var storage = await EmbeddedStorage.OpenAsync(folder, TimeProvider.System);
        var services = new ServiceCollection()
            .AddSingleton<IStorage>(_ => store == "tables" ? new TablesOnly(storage) : storage)
            .AddEmbeddedDurableTask(Journey.Registry(), JsonDataConverter.BuiltIn)
            .BuildServiceProvider();
        await services.GetRequiredService<EmbeddedDurableTaskBackend>().StartAsync(CancellationToken.None);
        return new JourneyEngine(services);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class TablesOnly(EmbeddedStorage storage) : IStorage
    {
        public ITable Table(string name) => storage.Table(name);

        public IBlobs Blobs(string container) => storage.Blobs(container);

        public ValueTask DisposeAsync() => storage.DisposeAsync();
    }
}
