using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Label and field selectors as queries have them.</summary>
internal static partial class Selectors
{
    /// <summary>Whether an object is selected by a call's query.</summary>
    public static Func<JsonObject, bool> Of(HttpContext context, string? name)
    {
        var labels = Labels(context.Request.Query["labelSelector"].ToString());
        var fields = Fields(context.Request.Query["fieldSelector"].ToString());
        return item => (name is null || item.Name() == name) && labels(item.Labels()) && fields(item);
    }

    /// <summary>Reads a label selector, equality and set based.</summary>
    public static Func<IReadOnlyDictionary<string, string>, bool> Labels(string text)
    {
        var requirements = Requirement().Matches(text).Select(match => match.Value.Trim()).Where(part => part.Length > 0).Select(ReadRequirement).ToArray();
        return labels => requirements.All(requirement => requirement(labels));
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> ReadRequirement(string text)
    {
        if (SetBased().Match(text) is { Success: true } set)
        {
            var key = set.Groups["key"].Value;
            var values = set.Groups["values"].Value.Split(',').Select(value => value.Trim()).ToHashSet(StringComparer.Ordinal);
            return set.Groups["operator"].Value == "in"
                ? labels => labels.TryGetValue(key, out var value) && values.Contains(value)
                : labels => !labels.TryGetValue(key, out var value) || !values.Contains(value);
        }

        if (text.Split("!=", 2) is [var unequal, var other])
            return labels => !labels.TryGetValue(unequal.Trim(), out var value) || value != other.Trim();
        if (text.Split('=', 2) is [var equal, var wanted])
            return labels => labels.TryGetValue(equal.Trim(), out var value) && value == wanted.TrimStart('=').Trim();
        return text[0] == '!' ? labels => !labels.ContainsKey(text[1..].Trim()) : labels => labels.ContainsKey(text);
    }

    private static Func<JsonObject, bool> Fields(string text)
    {
        var requirements = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static part =>
        {
            var isNegated = part.Contains("!=", StringComparison.Ordinal);
            var pair = part.Split(isNegated ? "!=" : "=", 2);
            if (pair.Length < 2)
                throw Errors.BadRequest($"Unable to find \"{part}\" that match label selector \"\", field selector \"{part}\": invalid field selector");
            return (Path: pair[0].Trim(), Value: pair[1].TrimStart('=').Trim(), IsNegated: isNegated);
        }).ToArray();
        return item => requirements.All(requirement => (ValueAt(item, requirement.Path) == requirement.Value) != requirement.IsNegated);
    }

    private static string ValueAt(JsonNode item, string path)
    {
        JsonNode? node = item;
        foreach (var name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return node?.ToString() ?? "";
    }

    // Commas between requirements, not those in brackets.
    [GeneratedRegex(@"(?:[^,(]|\([^)]*\))+")]
    private static partial Regex Requirement();

    [GeneratedRegex(@"^(?<key>\S+)\s+(?<operator>in|notin)\s*\((?<values>[^)]*)\)$")]
    private static partial Regex SetBased();
}
