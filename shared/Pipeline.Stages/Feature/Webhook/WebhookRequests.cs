using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>The three calls of a webhook stage.</summary>
internal static class WebhookRequests
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The call that begins the work. Every try of a stage's attempt carries the same key, after a crash too.</summary>
    public static OutboundRequest Create(WebhookInput input, StageExecution execution) =>
        Call(input, input.Method, WebhookInputs.Url("url", input.Url), input.Payload, Key(execution)) with
        {
            FollowRedirects = !input.WaitForCompletion || input.StatusUrlResolution != StatusUrlResolution.LocationHeader,
        };

    /// <summary>The call that asks for the status.</summary>
    /// <param name="input">The stage's input.</param>
    /// <param name="url">The status URL.</param>
    /// <param name="named">Whether the input names the URL; if an answer did, credentials go to the called origin only.</param>
    public static OutboundRequest Poll(WebhookInput input, Uri url, bool named)
    {
        var call = Call(input, "GET", url, null, null);
        var keepsCredentials = named || Uri.Compare(url, WebhookInputs.Url("url", input.Url), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        return call with
        {
            Headers = [.. call.Headers.Where(header =>
                (keepsCredentials || !SensitiveHeaders.Contains(header.Key)) && !header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))],
        };
    }

    /// <summary>The call that ends the work early.</summary>
    public static OutboundRequest Cancel(WebhookInput input, StageExecution execution)
    {
        var url = WebhookInputs.Url("cancelEndpoint", input.CancelEndpoint!, WebhookInputs.Url("url", input.Url));
        var call = Call(input, input.CancelMethod, url, input.CancelPayload, Key(execution) + "/cancel");
        return call with { Timeout = call.Timeout > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : call.Timeout };
    }

    private static string Key(StageExecution execution) =>
        $"{Uri.EscapeDataString(execution.Run.Id)}/{Uri.EscapeDataString(execution.StageId)}/{execution.Attempt}";

    private static OutboundRequest Call(WebhookInput input, string method, Uri url, JsonNode? payload, string? key)
    {
        var headers = (input.Headers ?? new Dictionary<string, IReadOnlyList<string>>())
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)))
            .ToList();
        var type = headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        var body = Body(payload, type);
        if (body is not null && type is null)
            headers.Add(new("Content-Type", body.Value.Type));
        if (key is not null && !headers.Any(header => header.Key.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)))
            headers.Add(new("Idempotency-Key", key));

        return new()
        {
            Method = method.ToUpperInvariant(),
            Url = url,
            Headers = headers,
            Body = body is { } content ? Encoding.UTF8.GetBytes(content.Text) : null,
            Timeout = input.Timeout,
        };
    }

    private static (string Text, string Type)? Body(JsonNode? payload, string? type) => payload switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        JsonObject fields when type?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true => (Form(fields), FormType),
        _ => (payload.ToJsonString(), "application/json"),
    };

    private static (string Text, string Type)? Text(string text) =>
        text.Length == 0 ? null : (text, IsJson(text) ? "application/json" : "text/plain; charset=utf-8");

    private static string Form(JsonObject fields) => string.Join('&', fields
        .SelectMany(field => field.Value is JsonArray items ? items.Select(item => (field.Key, Value: item)) : [(field.Key, field.Value)])
        .Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(Scalar(field.Value))}"));

    private static string Scalar(JsonNode? node) =>
        node is null ? "" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    /// <summary>Whether a text, as people type it into a form, is a JSON object or list.</summary>
    private static bool IsJson(string text)
    {
        if (text.TrimStart() is not ['{' or '[', ..])
            return false;

        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
