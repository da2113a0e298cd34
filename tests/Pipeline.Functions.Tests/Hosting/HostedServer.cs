using Pipeline.Functions.Hosting;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>A server that is the handler of a Functions host: its clients know the host's address only, and orchestrations are the host's.</summary>
public sealed class HostedServer : RunningServer
{
    private HostDouble? _host;

    private protected override async Task<(Server Server, Uri Address)> StartAsync(string data)
    {
        _host = await HostDouble.StartAsync(TimeProvider.System, CancellationToken.None);
        var options = new ServerOptions
        {
            Mode = HostingMode.Functions,
            Urls = ["http://127.0.0.1:0"],
            PublicUrl = _host.Url,
            AdminToken = AdminToken,
            Configuration = RenderingPrograms.In(_host.Environment),
        };
        var storage = OwnedStorage.Of(await EmbeddedStorage.OpenAsync(data, TimeProvider.System, CancellationToken.None));
        var server = await Server.StartAsync(options, storage, CancellationToken.None);
        await _host.UseAsync(server.Urls[0], CancellationToken.None);
        return (server, _host.Url);
    }

    private protected override async Task StopAsync(Server server)
    {
        await _host!.DisposeAsync();
        await server.DisposeAsync();
    }
}
