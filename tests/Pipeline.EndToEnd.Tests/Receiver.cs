using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The receiving end of webhooks: outlives the server's crashes and honours idempotency keys, as a good receiver does.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _effects = new();
    private readonly ConcurrentDictionary<string, int> _messages = new();
    private int _calls;

    private Receiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>How often it was called, repeats included.</summary>
    public int Calls => _calls;

    /// <summary>What happened, once for each idempotency key: the path by the key.</summary>
    public IReadOnlyDictionary<string, string> Effects => _effects;

    /// <summary>The messages of notifications, and how often each was delivered.</summary>
    public IReadOnlyDictionary<string, int> Messages => _messages;

    public static async Task<Receiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new Receiver(app);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        if (context.Request.Headers["webhook-id"] is [{ } message])
            _messages.AddOrUpdate(message, 1, static (_, count) => count + 1);
        else
            _effects.TryAdd(context.Request.Headers["Idempotency-Key"].ToString(), context.Request.Path.Value!);
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["received"] = body.Length == 0 ? null : JsonNode.Parse(body) }.ToJsonString(), context.RequestAborted);
    }
}
