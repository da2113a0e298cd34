using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pipeline.Testing.Servers;

/// <summary>A chart repository on a loopback port, which serves the packages of <see cref="ChartFiles"/> and may ask for a password.</summary>
public sealed class ChartServer : IAsyncDisposable
{
    /// <summary>Who may sign in.</summary>
    public const string User = "pipeline";

    /// <summary>The password.</summary>
    public const string Password = "chart-password";

    private readonly LoopbackServer _server;

    private ChartServer(ChartFiles files, LoopbackServer server) => (Files, _server) = (files, server);

    /// <summary>Its charts; changes need a new <see cref="ChartFiles.Index"/>.</summary>
    public ChartFiles Files { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    /// <summary>The paths that were asked for, in order.</summary>
    public IEnumerable<string> Paths => _server.Requests.Select(static request => request.Path);

    /// <summary>Starts one.</summary>
    public static async Task<ChartServer> StartAsync(bool asksForPassword = false)
    {
        var files = new ChartFiles();
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";
        return new(files, await LoopbackServer.StartAsync(async context =>
        {
            var file = Path.Combine(files.Packages, Path.GetFileName(context.Request.Path.Value!));
            if (asksForPassword && context.Request.Headers.Authorization != expected)
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else if (!File.Exists(file))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await context.Response.SendFileAsync(file, context.RequestAborted);
        }));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Files.Dispose();
    }
}
