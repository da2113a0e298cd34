using System.Collections.Concurrent;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pipeline.Simulators.Repositories;

/// <summary>A server of repositories on a loopback port, whatever its API is.</summary>
public abstract class SimulatedServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, SimulatedRepository> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _requests = new();
    private WebApplication? _application;

    /// <param name="time">The server's clock; null: the system's.</param>
    protected SimulatedServer(TimeProvider? time)
    {
        Time = time ?? TimeProvider.System;
        Calls = new(Time);
    }

    /// <summary>The address of its pages.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>How many calls it takes.</summary>
    public SimulatedCalls Calls { get; }

    /// <summary>The tokens that it knows.</summary>
    public ConcurrentBag<SimulatedToken> Tokens { get; } = [];

    /// <summary>What was asked of it, as method, path and query.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Its repositories.</summary>
    public IEnumerable<SimulatedRepository> Repositories => _repositories.Values.OrderBy(static repository => repository.FullName, StringComparer.Ordinal);

    /// <summary>The server's clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Adds a repository.</summary>
    public SimulatedRepository Add(SimulatedRepository repository) => _repositories[repository.FullName] = repository;

    /// <summary>A repository as a caller sees it; null when there is none, or none that is shown.</summary>
    public SimulatedRepository? Find(string fullName, SimulatedToken? token) =>
        _repositories.GetValueOrDefault(fullName) is { } found && (!found.IsPrivate || token is not null) ? found : null;

    /// <summary>Ends when the server does.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application!.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync();
            await _application.StopAsync(atOnce.Token);
            await _application.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Answers a call.</summary>
    protected abstract Task AnswerAsync(HttpContext context);

    /// <summary>Writes JSON as such servers do, with no letters escaped that need not be.</summary>
    protected static Task WriteAsync(HttpContext context, JsonNode body) => context.Response.WriteAsync(body.ToJsonString(Unescaped), context.RequestAborted);

    /// <summary>Starts listening.</summary>
    /// <param name="port">The port; 0: any that is free.</param>
    protected async Task ListenAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1));
        _application = builder.Build();
        _application.Run(context =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return AnswerAsync(context);
        });
        await _application.StartAsync();
        Url = new Uri(_application.Urls.Single());
    }

    /// <summary>One page of a list, by the query values <c>page</c> and <c>per_page</c>.</summary>
    protected static (IReadOnlyList<T> Items, int Page, int Pages, int PageSize) PageOf<T>(IEnumerable<T> all, HttpRequest request, int pageSize)
    {
        var size = int.TryParse(request.Query["per_page"], out var asked) ? Math.Clamp(asked, 1, 100) : pageSize;
        var page = int.TryParse(request.Query["page"], out var number) && number > 0 ? number : 1;
        var items = all.ToArray();
        return ([.. items.Skip((page - 1) * size).Take(size)], page, Math.Max(1, (items.Length + size - 1) / size), size);
    }
}
