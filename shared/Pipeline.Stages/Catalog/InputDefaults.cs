using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages.Catalog;

/// <summary>
/// What an input is when a document leaves it out, as the typed input itself says: an instance is read from the required properties alone, and
/// what its other properties then hold are the defaults.
/// </summary>
internal static class InputDefaults
{
    /// <summary>Adds <c>default</c> to the properties of an object's schema. Nothing, an empty text and an empty list or map are no default worth telling.</summary>
    public static void AddTo(JsonObject schema, JsonTypeInfo type)
    {
        if (schema["properties"] is not JsonObject properties)
            return;

        var required = (schema["required"] as JsonArray ?? []).Select(name => name!.ToString()).ToHashSet(StringComparer.Ordinal);
        var least = new JsonObject(required.Select(name => KeyValuePair.Create(name, Any(properties[name] as JsonObject ?? []))));
        var whole = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(least, type), type)!.AsObject();
        foreach (var (name, value) in whole)
        {
            if (!required.Contains(name) && properties[name] is JsonObject property && value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }))
                property["default"] = value.DeepClone();
        }
    }

    /// <summary>Some value that a schema admits, to stand for a required property.</summary>
    private static JsonNode? Any(JsonObject schema) => schema switch
    {
        _ when schema["enum"] is JsonArray { Count: > 0 } values => values[0]!.DeepClone(),
        _ when schema["format"]?.ToString() == "duration" => "1s",
        _ => ((schema["type"] as JsonArray)?[^1] ?? schema["type"])?.ToString() switch
        {
            "integer" or "number" => 1,
            "boolean" => false,
            "array" => new JsonArray(),
            "object" => new JsonObject(),
            _ => "any",
        },
    };
}
