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
        message.Append(Text(problem, "detail") ?? Text(problem, "title") ?? response.ReasonPhrase ?? "The server refused.");
        if (problem?["errors"] is JsonArray errors)
            foreach (var error in errors.OfType<JsonObject>())
                message.Append('\n').Append(Fault(error));
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            message.Append("\nGive an access token with --token or PIPELINE_TOKEN.");
        return new(message.ToString()) { StatusCode = response.StatusCode };
    }

    /// <summary>One fault of a document on one line, in the form that editors and terminals make clickable: <c>line:column path: message</c>.</summary>
    internal static string Fault(JsonObject fault)
    {
        var place = fault["line"] is JsonValue line ? $"{line}:{fault["column"]} " : "";
        var path = Text(fault, "path") is { Length: > 0 } text ? text + ": " : "";
        var suggestion = Text(fault, "suggestion") is { } hint ? $" Did you mean '{hint}'?" : "";
        return $"  {place}{path}{Text(fault, "message")}{suggestion}";
    }

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
