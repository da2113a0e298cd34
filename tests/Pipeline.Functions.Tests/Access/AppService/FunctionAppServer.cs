using Microsoft.Extensions.Configuration;
using Pipeline.Functions.Hosting;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Access.AppService;

/// <summary>A server as the Functions host starts it, on embedded storage.</summary>
internal sealed class FunctionAppServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Server _server;

    private FunctionAppServer(TemporaryFolder folder, Server server)
    {
        _folder = folder;
        _server = server;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(server.Urls[0]) };
    }

    public HttpClient Client { get; }

    public Server Server => _server;

    /// <param name="mode">How it is hosted.</param>
    /// <param name="adminToken">The preset token; null: none.</param>
    /// <param name="settings">The app's settings, as <c>NAME=value</c>.</param>
    public static async Task<FunctionAppServer> StartAsync(HostingMode mode, string? adminToken, params string[] settings)
    {
        var folder = new TemporaryFolder();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])))
            .Build();
        var options = new ServerOptions
        {
            Mode = mode,
            Urls = ["http://127.0.0.1:0"],
            AdminToken = adminToken,
            PublicUrl = configuration["PIPELINE_PUBLIC_URL"] is { } url ? new Uri(url) : null,
            Configuration = configuration,
        };
        var storage = await EmbeddedStorage.OpenAsync(folder["data"], TimeProvider.System, TestContext.Current.CancellationToken);
        return new FunctionAppServer(folder, await Server.StartAsync(options, OwnedStorage.Of(storage), TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a request with headers, as <c>Name: value</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
