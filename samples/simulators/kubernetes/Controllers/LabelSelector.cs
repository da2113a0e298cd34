using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>A selector as objects have it: labels that have to be the same, and expressions.</summary>
internal static class LabelSelector
{
    public static bool Selects(JsonNode? selector, JsonObject item)
    {
        var labels = item.Labels();
        return (selector?["matchLabels"] as JsonObject ?? []).All(wanted => labels.GetValueOrDefault(wanted.Key) == wanted.Value?.ToString())
            && (selector?["matchExpressions"] as JsonArray ?? []).All(expression => Holds(expression!, labels));
    }

    private static bool Holds(JsonNode expression, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault((string)expression["key"]!);
        var values = (expression["values"] as JsonArray ?? []).Select(item => (string)item!);
        return (string?)expression["operator"] switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            _ => value is null,
        };
    }
}
