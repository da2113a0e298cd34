using Pipeline.Functions.Access;

namespace Pipeline.Functions.Hosting;

/// <summary>A server from its storage to its address: opened, started, and stopped in the right order.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    /// <summary>
    /// By this exit code the Functions host starts its handler again, and counts no failure. It never starts one again that has ended with 0,
    /// and fails every orchestration from then on (azure-functions-host, <c>WorkerProcess.OnProcessExited</c>).
    /// </summary>
    private const int StartAgain = 200;

    private readonly WebApplication _application;
    private readonly OwnedStorage _storage;

    private Server(WebApplication application, OwnedStorage storage)
    {
        _application = application;
        _storage = storage;
    }

    /// <summary>The addresses it listens on, with the ports that were taken.</summary>
    public IReadOnlyList<string> Urls => [.. _application.Urls];

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>The secret of the administrator that a first start made; null when there was an identity already.</summary>
    public string? NewAdminToken { get; private init; }

    /// <summary>Opens storage and listens. Whoever was waiting for the address is answered from then on.</summary>
    public static async Task<Server> StartAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        return await StartAsync(options, await OwnedStorage.OpenAsync(options, output, cancellationToken), cancellationToken);
    }

    /// <summary>Listens, on a storage that becomes the server's to close.</summary>
    public static async Task<Server> StartAsync(ServerOptions options, OwnedStorage storage, CancellationToken cancellationToken)
    {
        WebApplication? application = null;
        try
        {
            application = ServerApplication.Build(options, storage.Storage, storage.Lost);
            var newAdminToken = await application.Services.GetRequiredService<FirstAdmin>().EnsureAsync(options, cancellationToken);
            await application.StartAsync(cancellationToken);
            storage.Lost.Register(static state => StopWithoutStorage((WebApplication)state!), application);
            return new Server(application, storage) { NewAdminToken = newAdminToken };
        }
        catch
        {
            if (application is not null)
                await application.DisposeAsync();
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until the process is asked to stop, and prints where.</summary>
    /// <returns>
    /// The process's exit code: 1 when it stops because the storage account became another's, so that whoever watches it starts it again;
    /// under the Functions host always <see cref="StartAgain"/>.
    /// </returns>
    public static async Task<int> RunAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(options, output, cancellationToken);
        await output.WriteLineAsync($"Pipeline listens on {string.Join(" and ", server.Urls)} and keeps its data in {server._storage.Place}. Ctrl+C stops it.");
        if (server.NewAdminToken is { } token)
        {
            await output.WriteLineAsync($"""

                Nobody has an access token yet, so here is the administrator's. It is shown this once:

                    {token}

                Send it as 'Authorization: Bearer …', set PIPELINE_TOKEN for the commands, or paste it at {server.Urls[0]}/sign-in.

                """);
        }

        await output.FlushAsync(cancellationToken);
        await server._application.WaitForShutdownAsync(cancellationToken);
        return options.Mode is HostingMode.Functions ? StartAgain : server._storage.Lost.IsCancellationRequested ? 1 : 0;
    }

    /// <summary>Stops answering, lets what is at work come to a resting point, and closes storage.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static void StopWithoutStorage(WebApplication application)
    {
        Log.StorageLost(application.Logger);
        application.Lifetime.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "Another process owns the storage account, or soon may. This one stops.")]
        public static partial void StorageLost(ILogger logger);
    }
}
