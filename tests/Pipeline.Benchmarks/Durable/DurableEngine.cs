using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.Durable;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Serialization;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Benchmarks.Durable;

/// <summary>The embedded backend on a data folder, as an application has it.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DurableEngine(ServiceProvider services) => _services = services;

    public DurableTaskClient Client => _services.GetRequiredService<DurableTaskClient>();

    public EmbeddedDurableTaskBackend Backend => _services.GetRequiredService<EmbeddedDurableTaskBackend>();

    public static async Task<DurableEngine> StartAsync(string folder, DurableTaskRegistry registry, EmbeddedDurableTaskOptions? options = null)
    {
        var storage = await EmbeddedStorage.OpenAsync(folder, TimeProvider.System);
        var services = new ServiceCollection()
            .AddSingleton<IStorage>(_ => storage)
            .AddEmbeddedDurableTask(registry, JsonDataConverter.BuiltIn, options)
            .BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return new DurableEngine(services);
    }

    /// <summary>A registry with the orchestrator <c>Steps</c>, which calls the no-op activity <c>Step</c> as often as its input says.</summary>
    public static DurableTaskRegistry Steps() => new DurableTaskRegistry()
        .AddOrchestratorFunc<int, int>("Steps", static async (context, steps) =>
        {
            for (var step = 0; step < steps; step++)
                await context.CallActivityAsync<int>("Step", step);
            return steps;
        })
        .AddActivityFunc<int, int>("Step", static (_, step) => Task.FromResult(step));

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
