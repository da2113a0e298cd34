using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>What a webhook stage puts out: <c>webhook</c>, in the shape of Spinnaker's, so that imported expressions read it.</summary>
internal static class WebhookOutputs
{
    private const int LongestBody = 64 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>An answer: statusCode, statusCodeValue, headers without credentials, body (JSON when it is some).</summary>
    public static JsonObject Of(OutboundResponse response)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in response.Headers)
        {
            headers[name] = SensitiveHeaders.Contains(name) ? SecretMask.Replacement
                : values.Count == 1 ? values[0]
                : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        var answer = new JsonObject
        {
            ["statusCode"] = ((HttpStatusCode)response.StatusCode).ToString(),
            ["statusCodeValue"] = response.StatusCode,
            ["headers"] = headers,
            ["body"] = Body(response),
        };
        if (IsCut(response))
            answer["bodyTruncated"] = true;
        return answer;
    }

    /// <summary>The answer, or nothing, with an error's message.</summary>
    public static JsonObject Of(OutboundResponse? response, string error)
    {
        var answer = response is null ? [] : Of(response);
        answer["error"] = error;
        return answer;
    }

    /// <summary>The outputs of the whole stage.</summary>
    public static JsonObject Whole(JsonObject webhook, JsonNode? artifacts = null)
    {
        var outputs = new JsonObject { ["webhook"] = webhook };
        if (artifacts is not null)
            outputs[ArtifactOutputs.Name] = artifacts;
        return outputs;
    }

    /// <summary>
    /// What the answer's <c>artifacts</c> has, when the stage is to produce some (Spinnaker's WebhookStage reads <c>body.artifacts</c> then); null for
    /// nothing. The answer counts whole here, however little of it is shown.
    /// </summary>
    public static JsonNode? Artifacts(StageExecution execution, OutboundResponse response)
    {
        if (execution.Produces.Count == 0 || response.Truncated || response.Body.IsEmpty)
            return null;

        return TryParse(Encoding.UTF8.GetString(response.Body.Span), out var json) && json is JsonObject body ? body[ArtifactOutputs.Name]?.DeepClone() : null;
    }

    /// <summary>What the stage's steps before put out, without the newest poll.</summary>
    public static JsonObject Earlier(StageExecution execution)
    {
        var webhook = execution.Stages.Find(execution.StageId)?.Outputs?["webhook"]?.DeepClone() as JsonObject ?? [];
        webhook.Remove("error");
        return webhook;
    }

    private static bool IsCut(OutboundResponse response) => response.Truncated || response.Body.Length > LongestBody;

    private static JsonNode? Body(OutboundResponse response)
    {
        if (response.Body.IsEmpty)
            return null;

        var text = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, LongestBody)]);
        if (IsCut(response))
            return text;

        return TryParse(text, out var body) ? body : text;
    }

    private static bool TryParse(string text, out JsonNode? json)
    {
        json = null;
        try
        {
            json = JsonNode.Parse(text, documentOptions: Strict);
            return IsReadable(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether every text in it is whole: JSON can hold an escaped half of a surrogate pair, which nothing behind could write.</summary>
    private static bool IsReadable(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject fields => fields.All(field => IsReadable(field.Value)),
                JsonArray items => items.All(IsReadable),
                JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
