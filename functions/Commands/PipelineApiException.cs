using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>The server refused a request, or could not be reached; the message is for the person at the terminal.</summary>
public sealed class PipelineApiException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The answer's status code, when there was an answer.</summary>
    public HttpStatusCode? StatusCode { get; private init; }

    /// <summary>Reads the problem document (RFC 9457) of a refusal.</summary>
    internal static PipelineApiException Of(HttpResponseMessage response, string body)
    {
        var message = new StringBuilder();
        var problem = Problem(body);
        var detail = Text(problem, "detail") ?? Text(problem, "title") ?? response.ReasonPhrase ?? "The server refused.";
        message.Append(response.StatusCode == HttpStatusCode.Unauthorized && response.RequestMessage?.Headers.Authorization is null
            ? "The server asks for an access token. Give one with --token or PIPELINE_TOKEN."
            : detail);
        foreach (var error in (problem?["errors"] as JsonArray ?? []).OfType<JsonObject>().Where(error => !IsTold(error, detail)))
            message.Append('\n').Append(Fault(error));
        return new(message.ToString()) { StatusCode = response.StatusCode };
    }

    /// <summary>One fault of a document on one line, in the form that editors and terminals make clickable: <c>line:column path: message</c>.</summary>
    internal static string Fault(JsonObject fault)
    {
        var place = fault["line"] is JsonValue line ? $"{line}:{fault["column"]} " : "";
        var path = Text(fault, "path") is { Length: > 0 } text ? text + ": " : "";
        var message = Text(fault, "message") ?? "";
        return $"  {place}{path}{message}{Suggestion(message, Text(fault, "suggestion"))}";
    }

    /// <summary>What to write instead, when there is something and the message does not say it already.</summary>
    internal static string Suggestion(string message, string? suggestion) =>
        suggestion is null || message.Contains(suggestion, StringComparison.Ordinal) ? "" : $" Did you mean '{suggestion}'?";

    /// <summary>Whether the problem's own sentence says all of a fault.</summary>
    private static bool IsTold(JsonObject fault, string detail) =>
        fault["line"] is null && Text(fault, "message") is { } message && detail.Contains(message, StringComparison.Ordinal);

    private static JsonObject? Problem(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? from, string name) => from?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
