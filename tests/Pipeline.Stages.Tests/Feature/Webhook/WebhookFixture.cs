using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Feature.Webhook;

/// <summary>A webhook stage, a clock that stands still, and a real server that answers as the test says, call by call.</summary>
internal sealed class WebhookFixture : IAsyncDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);

    private WebhookFixture(LoopbackServer server) => Server = server;

    public ManualTimeProvider Time { get; } = new();

    public LoopbackServer Server { get; }

    /// <summary>Answers each call by the next of these, for ever by the last.</summary>
    public static async Task<WebhookFixture> AnsweringAsync(params RequestDelegate[] answers)
    {
        var next = 0;
        return new(await LoopbackServer.StartAsync(context => answers[Math.Min(Interlocked.Increment(ref next), answers.Length) - 1](context)));
    }

    /// <summary>An answer with a status code, a body and headers.</summary>
    public static RequestDelegate Answer(int status, string body = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers.Append(name, value);
        if (body.Length > 0)
            await context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>A stage with these inputs besides its URL, which is the server's <c>/start</c>.</summary>
    public StageHarness Stage(string with = "") => StageAt(new Uri(Server.Url, "start").AbsoluteUri, with);

    /// <summary>A stage with this URL and these inputs.</summary>
    public StageHarness StageAt(string url, string with = "") => new(
        new WebhookStage(_http, Time, new EphemeralDataProtectionProvider()),
        WebhookStage.Type,
        Time,
        $$"""{"url":"{{url}}"{{(with.Length == 0 ? "" : "," + with)}}}""");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
