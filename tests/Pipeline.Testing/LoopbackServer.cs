using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Pipeline.Testing;

/// <summary>A real HTTP server on a free loopback port that keeps what it received.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private LoopbackServer(WebApplication application) => _application = application;

    /// <summary>The server's root, with a closing slash; its host is the literal address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What has been received, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Starts a server that answers each request by <paramref name="answer"/>.</summary>
    /// <param name="answer">Answers; the body has been read before and is in <see cref="Requests"/>.</param>
    /// <param name="certificate">Serves https with it, else http.</param>
    /// <param name="keepsBodies">Whether bodies are read as text and kept; if not, they are left to <paramref name="answer"/>.</param>
    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null, bool keepsBodies = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));

        var server = new LoopbackServer(builder.Build());
        server._application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            server._requests.Enqueue(new(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                keepsBodies ? await reader.ReadToEndAsync(context.RequestAborted) : ""));
            await answer(context);
        });
        await server._application.StartAsync();
        server.Url = new Uri(server._application.Urls.Single() + "/");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }
}

/// <summary>A request as <see cref="LoopbackServer"/> received it.</summary>
public sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
