using Microsoft.Extensions.Configuration;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>A server that runs orchestrations itself.</summary>
public sealed class EmbeddedServer : RunningServer
{
    private protected override async Task<(Server Server, Uri Address)> StartAsync(string data)
    {
        var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data, AdminToken = AdminToken, Configuration = RenderingPrograms.In(new ConfigurationManager()) };
        var server = await Server.StartAsync(options, TextWriter.Null, CancellationToken.None);
        return (server, new Uri(server.Urls[0]));
    }
}
