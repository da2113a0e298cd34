using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>A receiver of OTLP over HTTP in protocol buffers, and of what goes to Application Insights; keeps what it is sent.</summary>
internal sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new();
    private readonly ConcurrentQueue<Entry> _logs = new();
    private readonly ConcurrentQueue<JsonNode> _tracked = new();

    private TelemetryCollector(WebApplication app) => _app = app;

    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>The names of the metrics that came.</summary>
    public ICollection<string> Metrics => _metrics.Keys;

    public IReadOnlyList<Entry> Logs => [.. _logs];

    /// <summary>The envelopes that came for Application Insights.</summary>
    public IReadOnlyList<JsonNode> Tracked => [.. _tracked];

    /// <summary>The settings that have a server send everything here, for Application Insights.</summary>
    public Dictionary<string, string> AzureMonitorSettings => new()
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={_app.Urls.First()}/",

        // What the exporter tells its makers of itself.
        ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
    };

    /// <summary>The settings that have a server send everything here, by OTLP.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public static async Task<TelemetryCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new TelemetryCollector(app);
        app.MapPost("/v1/traces", context => ReceiveAsync(context, collector.KeepSpans));
        app.MapPost("/v1/metrics", context => ReceiveAsync(context, collector.KeepMetrics));
        app.MapPost("/v1/logs", context => ReceiveAsync(context, collector.KeepLogs));
        app.MapPost("/v2.1/track", collector.TrackAsync);
        await app.StartAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ReceiveAsync(HttpContext context, Action<ProtobufMessage> keep)
    {
        keep(ProtobufMessage.Parse(await ReadAsync(context)));
        context.Response.ContentType = "application/x-protobuf";
    }

    private async Task TrackAsync(HttpContext context)
    {
        var envelopes = Encoding.UTF8.GetString(await ReadAsync(context)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var envelope in envelopes)
            _tracked.Enqueue(JsonNode.Parse(envelope)!);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            new JsonObject { ["itemsReceived"] = envelopes.Length, ["itemsAccepted"] = envelopes.Length, ["errors"] = new JsonArray() }.ToJsonString(), context.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var isPacked = context.Request.Headers.ContentEncoding == "gzip";
        await using (var content = isPacked ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body)
            await content.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    // The numbers of the fields: https://github.com/open-telemetry/opentelemetry-proto
    private void KeepSpans(ProtobufMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = Attributes(resource.Messages(1).Single(), 1).GetValueOrDefault("service.name", "");
            foreach (var span in resource.Messages(2).SelectMany(static scope => scope.Messages(2)))
            {
                _spans.Enqueue(new(
                    service, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), span.Number(7), span.Number(8), Attributes(span, 9)));
            }
        }
    }

    private void KeepMetrics(ProtobufMessage request)
    {
        foreach (var metric in request.Messages(1).SelectMany(static resource => resource.Messages(2)).SelectMany(static scope => scope.Messages(2)))
            _metrics[metric.Text(1)] = true;
    }

    private void KeepLogs(ProtobufMessage request)
    {
        foreach (var entry in request.Messages(1).SelectMany(static resource => resource.Messages(2)).SelectMany(static scope => scope.Messages(2)))
            _logs.Enqueue(new(entry.Text(3), entry.Messages(5).Single().Text(1), entry.Hex(9)));
    }

    private static Dictionary<string, string> Attributes(ProtobufMessage message, int number) =>
        message.Messages(number).ToDictionary(static attribute => attribute.Text(1), static attribute => ValueOf(attribute.Messages(2).Single()), StringComparer.Ordinal);

    // Text or a whole number; this product's spans have nothing else.
    private static string ValueOf(ProtobufMessage value) =>
        value.Text(1) is { Length: > 0 } text ? text : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="Service">The resource's <c>service.name</c>.</param>
    /// <param name="Trace">The trace.</param>
    /// <param name="Id">The span.</param>
    /// <param name="Parent">The span above it; empty for none.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">1 internal, 3 client.</param>
    /// <param name="Start">When it began, in nanoseconds since 1970.</param>
    /// <param name="End">When it ended, the same.</param>
    /// <param name="Attributes">Its attributes.</param>
    internal sealed record Span(
        string Service, string Trace, string Id, string Parent, string Name, int Kind, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes);

    /// <summary>An entry of a log: its level, its message, and the trace that it belongs to.</summary>
    internal sealed record Entry(string Level, string Message, string Trace);
}
