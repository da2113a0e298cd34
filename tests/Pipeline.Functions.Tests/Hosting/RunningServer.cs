using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>A server on a free port with a data folder of its own, for the tests of a class. How it is hosted makes no difference to them.</summary>
public abstract class RunningServer : IAsyncLifetime
{
    /// <summary>The secret of the administrator of every application.</summary>
    public const string AdminToken = "an-admin-token-for-tests";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pipeline-http-");
    private Server? _server;
    private Uri? _address;

    /// <summary>A client that acts as the administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>A client without an identity.</summary>
    public HttpClient Nobody { get; private set; } = null!;

    /// <summary>What the server is made of.</summary>
    public IServiceProvider Services => _server!.Services;

    public async ValueTask InitializeAsync()
    {
        (_server, _address) = await StartAsync(_data.FullName);
        Admin = Client(AdminToken);
        Nobody = Client(null);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Nobody.Dispose();
        await StopAsync(_server!);
        _data.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the server.</summary>
    /// <param name="data">Its data folder.</param>
    /// <returns>The server, and where its clients find it.</returns>
    private protected abstract Task<(Server Server, Uri Address)> StartAsync(string data);

    /// <summary>Stops it.</summary>
    private protected virtual async Task StopAsync(Server server) => await server.DisposeAsync();

    /// <summary>A client that bears a token.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client that acts as a subject, which is given the roles in the application.</summary>
    public async Task<HttpClient> SubjectAsync(string subject, string application, params string[] roles)
    {
        if (application != "*")
            await Expect.SuccessAsync(await Admin.PutAsync($"/api/applications/{application}", null));
        if (roles.Length > 0)
        {
            var body = new JsonObject { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]) };
            await Expect.SuccessAsync(await Admin.PutAsJsonAsync($"/api/applications/{application}/members/{subject}", body));
        }

        var created = await Expect.SuccessAsync(await Admin.PostAsJsonAsync("/api/tokens", new JsonObject { ["name"] = "test", ["subject"] = subject }));
        return Client((string)created["token"]!);
    }
}
