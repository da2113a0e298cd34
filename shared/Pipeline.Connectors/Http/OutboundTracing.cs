using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Connectors.Http;

/// <summary>
/// Traces outgoing calls, and tells the other side by W3C headers which trace it takes part in, whether or not anybody here listens. The HTTP
/// stack's own tracing is switched off: without a listener it would still put a span of its own in between, which nobody would ever see.
/// </summary>
internal static class OutboundTracing
{
    /// <summary>The source of the spans of outgoing calls; one with that of the runs that make them.</summary>
    public const string SourceName = "Pipeline";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a call below the current one; null when nobody listens. Path and query may hold secrets and are left out.</summary>
    public static Activity? Begin(OutboundRequest request) => Begin(request.Method, request.Url);

    /// <inheritdoc cref="Begin(OutboundRequest)"/>
    public static Activity? Begin(string method, Uri url) => Source.HasListeners()
        ? Source.StartActivity(
            ActivityKind.Client,
            name: method,
            tags:
            [
                new("http.request.method", method),
                new("url.scheme", url.Scheme),
                new("server.address", url.IdnHost),
                new("server.port", url.Port),
            ])
        : null;

    /// <summary>Writes the current context into a request that does not name one itself.</summary>
    public static void Inject(HttpRequestMessage message)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } parent } current || message.Headers.Contains("traceparent"))
            return;

        message.Headers.TryAddWithoutValidation("traceparent", parent);
        if (current.TraceStateString is { Length: > 0 } state)
            message.Headers.TryAddWithoutValidation("tracestate", state);
    }

    /// <summary>Notes the answer.</summary>
    public static void Answered(Activity? span, int statusCode)
    {
        if (span is null)
            return;
        span.SetTag("http.response.status_code", statusCode);
        if (statusCode >= 400)
        {
            span.SetTag("error.type", statusCode.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Notes that there was no answer. The reason's kind only: its text may tell of the URL.</summary>
    public static void Failed(Activity? span, Exception exception)
    {
        if (span is null)
            return;
        span.SetTag("error.type", exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed
            ? failed.HttpRequestError.ToString()
            : exception.GetType().Name);
        span.SetStatus(ActivityStatusCode.Error);
    }
}
