using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Durable.Client;
using Pipeline.Simulators.FunctionsHost;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Simulators.FunctionsHost.TaskHubs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// The app on several simulated hosts, each with the real executable as its handler, over one task hub and one storage account: what a
/// function app is that has scaled out. No timer fires in it.
/// </summary>
internal sealed class FunctionApp : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Instance> _instances = [];
    private readonly string _account;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private EmbeddedStorage _storage = null!;
    private TaskHub _hub = null!;
    private IReadOnlyList<FunctionFolder> _functions = [];

    private FunctionApp(string account, IReadOnlyDictionary<string, string> settings) => (_account, _settings) = (account, settings);

    public static async Task<FunctionApp> StartAsync(string account, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var app = new FunctionApp(account, settings ?? new Dictionary<string, string>());
        var declared = Path.Combine(app._folder.Path, "app");
        var (exitCode, _, error) = await BuiltProgram.RunAsync(BuiltProgram.StartInfo(BuiltProgram.Server, "functions", "--out", declared), cancellationToken);
        Assert.True(exitCode == 0, error);
        app._functions = FunctionFolder.ReadAll(declared);
        app._storage = await EmbeddedStorage.OpenAsync(Path.Combine(app._folder.Path, "hub"), TimeProvider.System, cancellationToken);
        app._hub = await TaskHub.StartAsync("pipeline", app._storage, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        return app;
    }

    /// <summary>Adds a host with its handler.</summary>
    /// <param name="knowsHost">Whether the handler is told where its host is; it cannot ask for the durable client otherwise.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Instance> ScaleOutAsync(CancellationToken cancellationToken, bool knowsHost = true)
    {
        var host = await Simulators.FunctionsHost.FunctionsHost.StartAsync(
            new FunctionsHostOptions { Functions = _functions, Hub = _hub, FiresTimers = false, StorageConnectionString = _account },
            cancellationToken);
        var instance = new Instance(host, _account, knowsHost, _settings);
        _instances.Add(instance);
        await instance.StartHandlerAsync(cancellationToken);
        return instance;
    }

    /// <summary>
    /// Waits until an orchestration has begun to wait: a stage is seen waiting a moment before its own orchestration is there, and the
    /// extension fails an orchestration whose turn a crash interrupts.
    /// </summary>
    public Task RestsAsync(string instanceId, CancellationToken cancellationToken) => Eventually.GetAsync(
        () => _hub.Client.GetInstanceAsync(instanceId, cancellation: cancellationToken),
        static instance => instance?.RuntimeStatus is OrchestrationRuntimeStatus.Running,
        cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        await _hub.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A host and its handler.</summary>
    internal sealed class Instance(
        Simulators.FunctionsHost.FunctionsHost host, string account, bool knowsHost, IReadOnlyDictionary<string, string> appSettings) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _output = new();
        private HandlerProcess? _handler;

        public Uri Url => host.Url;

        public string Output => string.Join('\n', _output);

        public Api Client(string? token = ServerProcess.AdminToken) => new(host.Url, token);

        public async Task StartHandlerAsync(CancellationToken cancellationToken)
        {
            var nowhere = new Uri($"http://127.0.0.1:{FreePort.Next()}");
            var settings = new Dictionary<string, string>(appSettings)
            {
                ["AzureWebJobsStorage"] = account,
                ["PIPELINE_ADMIN_TOKEN"] = ServerProcess.AdminToken,
                ["PIPELINE_PUBLIC_URL"] = host.Url.AbsoluteUri,
            };
            _handler = HandlerProcess.Start(BuiltProgram.Server, knowsHost ? host.Url : nowhere, settings, _output.Enqueue);
            await host.UseAsync(_handler.Handler, cancellationToken);
        }

        /// <summary>Asks the handler to end, as the host does when it scales in, and waits until it has.</summary>
        public async Task StopHandlerAsync(CancellationToken cancellationToken)
        {
            using var kill = Process.Start("kill", ["-TERM", _handler!.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            await _handler.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }

        /// <summary>Ends the handler as a crash would; the host starts another.</summary>
        public async Task CrashHandlerAsync(CancellationToken cancellationToken)
        {
            await _handler!.DisposeAsync();
            await StartHandlerAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            if (_handler is not null)
                await _handler.DisposeAsync();
        }
    }
}
