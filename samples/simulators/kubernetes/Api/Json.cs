using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Reads and writes bodies.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode node) => node.ToJsonString(Unescaped);

    public static async Task WriteAsync(HttpContext context, JsonNode body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Text(body), context.RequestAborted);
    }

    public static async Task<JsonObject> ReadAsync(HttpContext context) =>
        await ReadNodeAsync(context) as JsonObject ?? throw Errors.BadRequest("the object provided is unrecognized (must be of type Object)");

    public static async Task<JsonNode?> ReadNodeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var bytes = buffer.ToArray();
        if (bytes.AsSpan().StartsWith("k8s\0"u8))
            throw new StoreException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw Errors.BadRequest($"couldn't get version/kind; json parse error: {exception.Message}");
        }
    }
}
