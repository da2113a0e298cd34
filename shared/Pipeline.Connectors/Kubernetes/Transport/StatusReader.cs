using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Reads an API server's refusals (<c>meta/v1 Status</c>).</summary>
internal static class StatusReader
{
    /// <summary>Explains an answer that is none of success.</summary>
    /// <param name="purpose">What was wanted, to follow "Cannot".</param>
    /// <param name="host">Who answered.</param>
    /// <param name="statusCode">The answer's status code.</param>
    /// <param name="body">The answer's body.</param>
    /// <param name="retryAfter">What its header says of when to ask again.</param>
    public static KubernetesException Explain(string purpose, string host, int statusCode, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        var status = StatusOf(body);
        return status is null
            ? new(FailureOf(statusCode, reason: null), $"Cannot {purpose}: {host} answered {statusCode} without saying why.") { StatusCode = statusCode, RetryAfter = retryAfter }
            : Explain(purpose, host, status, statusCode, retryAfter);
    }

    /// <summary>Explains a Status, which a watch sends in the midst of an answer of success.</summary>
    public static KubernetesException Explain(string purpose, string host, JsonObject status, int? statusCode = null, TimeSpan? retryAfter = null)
    {
        var code = Number(status["code"]) ?? statusCode ?? 0;
        var reason = Text(status["reason"]);
        var details = status["details"] as JsonObject;
        var message = Text(status["message"]) ?? "the server does not say why";
        var failure = FailureOf(code, reason);
        return new(failure, $"Cannot {purpose}: {message.TrimEnd('.')} ({reason ?? code.ToString(System.Globalization.CultureInfo.InvariantCulture)} from {host}).")
        {
            StatusCode = code,
            Reason = reason,
            Causes = [.. (details?["causes"] as JsonArray ?? []).OfType<JsonObject>().Select(CauseOf)],
            RetryAfter = retryAfter ?? (Number(details?["retryAfterSeconds"]) is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null),
        };
    }

    /// <summary>What a status code and the API's reason mean.</summary>
    public static KubernetesFailure FailureOf(int statusCode, string? reason) => (statusCode, reason) switch
    {
        (401, _) => KubernetesFailure.Unauthorized,
        (403, _) => KubernetesFailure.Forbidden,
        (404, _) => KubernetesFailure.NotFound,
        (409, "AlreadyExists") => KubernetesFailure.AlreadyExists,
        (409, _) => KubernetesFailure.Conflict,
        (410, _) => KubernetesFailure.Expired,
        (429, _) => KubernetesFailure.RateLimited,
        (400 or 405 or 406 or 413 or 415 or 422, _) => KubernetesFailure.Invalid,
        (504, _) => KubernetesFailure.TimedOut,
        ( >= 500 and < 600, _) => KubernetesFailure.ServerError,
        _ => KubernetesFailure.Unexpected,
    };

    private static KubernetesCause CauseOf(JsonObject cause) => new(Text(cause["field"]), Text(cause["message"]) ?? Text(cause["reason"]) ?? "the server does not say why");

    private static JsonObject? StatusOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) is JsonObject answer && Text(answer["kind"]) is "Status" ? answer : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or "404 page not found"
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
