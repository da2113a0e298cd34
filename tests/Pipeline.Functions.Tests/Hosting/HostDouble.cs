using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Functions.Commands;
using Pipeline.Simulators.FunctionsHost;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Simulators.FunctionsHost.TaskHubs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>A simulated Functions host with a task hub of its own and the functions of this program. Its timers do not fire.</summary>
internal sealed class HostDouble : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private TaskHub _hub = null!;
    private FunctionsHost _host = null!;
    private Handler? _handler;

    private HostDouble()
    {
    }

    /// <summary>Where the public's requests go.</summary>
    public Uri Url => _host.Url;

    /// <summary>What the handler's environment says.</summary>
    public IConfiguration Environment => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = Url.GetLeftPart(UriPartial.Authority) })
        .Build();

    /// <summary>Starts a host without a handler.</summary>
    /// <param name="time">The time of orchestrations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostDouble> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = new HostDouble();
        started._storage = await EmbeddedStorage.OpenAsync(started._folder.Path, TimeProvider.System, cancellationToken);
        started._hub = new TaskHub("Pipeline", new SqliteOrchestrationStore(started._storage.Database), time, new EmbeddedDurableTaskOptions(), NullLoggerFactory.Instance);
        await started._hub.StartAsync(cancellationToken);
        var functions = await FunctionsCommand.DeclareAsync();
        started._host = await FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                Functions = [.. functions.Select(static function => FunctionFolder.Parse(function.Name, function.ToJson()))],
                Hub = started._hub,
                FiresTimers = false,
            },
            cancellationToken);
        return started;
    }

    /// <summary>Works with the handler that listens at an address, from now on.</summary>
    public async Task UseAsync(string address, CancellationToken cancellationToken)
    {
        _handler = new Handler(new Uri(address));
        await _host.UseAsync(_handler, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _hub.DisposeAsync();
        await _storage.DisposeAsync();
        _handler?.Dispose();
        _folder.Dispose();
    }
}
