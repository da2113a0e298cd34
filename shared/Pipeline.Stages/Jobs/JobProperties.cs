using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Stages.Jobs;

/// <summary>Finds values for later stages in the lines of a job's log, by our names or Spinnaker's (reference C6).</summary>
internal static class JobProperties
{
    /// <summary>How many characters the values may have together; what comes after them is left out.</summary>
    public const int Longest = 64 * 1024;

    private static readonly string[] PropertyMarks = ["PIPELINE_PROPERTY_", "SPINNAKER_PROPERTY_"];
    private static readonly string[] ConfigurationMarks = ["PIPELINE_CONFIG_JSON=", "SPINNAKER_CONFIG_JSON="];

    /// <summary>Takes what a line says.</summary>
    /// <param name="line">The line.</param>
    /// <param name="properties">The values so far, which are added to.</param>
    /// <returns>Why the line cannot be read; null when it can, or says nothing of the kind.</returns>
    public static string? Take(string line, JsonObject properties)
    {
        var text = line.Trim();
        if (PropertyMarks.FirstOrDefault(mark => text.StartsWith(mark, StringComparison.Ordinal)) is { } property)
        {
            var parts = text[property.Length..].Split('=', 2);
            if (parts is not [{ Length: > 0 } name, var value])
                return $"'{Short(text)}' is no property: write {property}NAME=value.";
            return Set(properties, name.Trim(), JsonValue.Create(value.Trim()));
        }

        if (ConfigurationMarks.FirstOrDefault(mark => text.StartsWith(mark, StringComparison.Ordinal)) is not { } configuration)
            return null;
        try
        {
            if (JsonNode.Parse(text[configuration.Length..]) is not JsonObject fields)
                return $"{configuration} is no JSON object.";
            return fields.ToArray().Select(field => Set(properties, field.Key, field.Value?.DeepClone())).FirstOrDefault(fault => fault is not null);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return $"{configuration} is no JSON: {exception.Message}";
        }
    }

    private static string? Set(JsonObject properties, string name, JsonNode? value)
    {
        var before = properties[name];
        properties[name] = value;
        if (properties.ToJsonString().Length <= Longest)
            return null;
        properties.Remove(name);
        if (before is not null)
            properties[name] = before.DeepClone();
        return $"'{Short(name)}' is left out: properties have {Longest} characters together at most.";
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
