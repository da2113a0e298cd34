using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Definitions;

namespace Pipeline.Functions.Pipelines;

/// <summary>
/// Finds the secrets that a definition names, as <c>secrets.name</c> or <c>secrets['name']</c>, so that none is deleted while it is in use.
/// A name that is computed when the run evaluates it cannot be found; the run then says which secret it misses.
/// </summary>
internal static partial class SecretNames
{
    /// <summary>The names, each once, in order.</summary>
    public static IReadOnlyList<string> In(PipelineDefinition definition)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var stage in definition.Stages)
            Collect(stage.With, names);
        return [.. names];
    }

    // Documents are at most 64 deep, so that recursion is bounded.
    private static void Collect(JsonNode? node, SortedSet<string> names)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var field in fields)
                    Collect(field.Value, names);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Collect(item, names);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && text.Contains("${", StringComparison.Ordinal):
                foreach (Match match in Reference().Matches(text))
                    names.Add(match.Groups["name"].Value);
                break;
        }
    }

    [GeneratedRegex("""\bsecrets\s*(?:\??\.\s*(?<name>[A-Za-z_]\w*)|\[\s*(?<quote>['"])(?<name>[A-Za-z][\w-]*)\k<quote>\s*\])""", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
