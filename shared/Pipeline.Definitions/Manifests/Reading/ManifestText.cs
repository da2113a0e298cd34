using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Reading;

/// <summary>What was read of manifests.</summary>
/// <param name="Manifests">The objects, in the order in which they are written; empty when anything is wrong.</param>
/// <param name="Faults">What is wrong, in the text's order.</param>
public sealed record ManifestText(IReadOnlyList<JsonObject> Manifests, IReadOnlyList<ManifestFault> Faults)
{
    /// <summary>How long a text may be: 8 MiB in characters.</summary>
    public const int Longest = 8 * 1024 * 1024;

    /// <summary>How many objects one deploy has at most.</summary>
    public const int Most = 1000;

    private const int MostFaults = 20;

    /// <summary>
    /// Reads manifests as <c>kubectl apply -f</c> does: a stream of YAML documents, JSON, a list of objects or an object of kind List, whose items take
    /// its place. Empty documents are nothing.
    /// </summary>
    /// <param name="text">The text.</param>
    public static ManifestText Read(string text)
    {
        if (text.Length > Longest)
            return new([], [new(0, $"The manifests are {text.Length:N0} characters long, of which at most {Longest:N0} are read.")]);

        var documents = new List<JsonNode?>();
        return ManifestYaml.TryRead(text, documents, out var fault) ? Read(documents) : new([], [fault]);
    }

    /// <summary>Reads manifests that are values already, one each, or lists of them.</summary>
    /// <param name="documents">The values, each counted as a document.</param>
    public static ManifestText Read(IReadOnlyList<JsonNode?> documents)
    {
        var manifests = new List<JsonObject>();
        var faults = new List<ManifestFault>();
        foreach (var (index, document) in documents.Index())
            Add(document, index + 1, "", manifests, faults);
        if (manifests.Count > Most)
            faults.Add(new(0, $"There are {manifests.Count:N0} objects, of which one stage deploys at most {Most:N0}. Split them."));
        if (manifests.Count == 0 && faults.Count == 0)
            faults.Add(new(0, "There is no manifest in the text."));
        return faults.Count == 0 ? new(manifests, []) : new([], [.. faults.Take(MostFaults)]);
    }

    private static void Add(JsonNode? node, int document, string item, List<JsonObject> manifests, List<ManifestFault> faults)
    {
        switch (node)
        {
            case null:
                break;
            case JsonArray list:
                AddAll(list, document, item, manifests, faults);
                break;
            case JsonObject wrapper when wrapper.KindOf().EndsWith("List", StringComparison.Ordinal) && wrapper["items"] is JsonArray items:
                AddAll(items, document, item, manifests, faults);
                break;
            case JsonObject manifest when FaultOf(manifest) is { } fault:
                faults.Add(new(document, item + fault));
                break;
            case JsonObject manifest:
                manifests.Add(manifest.DeepClone().AsObject());
                break;
            default:
                faults.Add(new(document, $"{item}It is {(node is JsonValue ? "a single value" : "no map")}; write an object with apiVersion, kind and metadata."));
                break;
        }
    }

    private static void AddAll(JsonArray list, int document, string item, List<JsonObject> manifests, List<ManifestFault> faults)
    {
        foreach (var (index, each) in list.Index())
            Add(each, document, $"{item}item {index + 1}: ", manifests, faults);
    }

    private static string? FaultOf(JsonObject manifest)
    {
        var missing = new List<string>();
        if (manifest.ApiVersionOf().Length == 0)
            missing.Add("apiVersion (for example apps/v1)");
        if (manifest.KindOf().Length == 0)
            missing.Add("kind (for example Deployment)");
        if (manifest["metadata"] is not (null or JsonObject))
            return "metadata must be a map.";
        if (manifest.NameOf().Length == 0 && manifest.GeneratedNameOf() is null or "")
            missing.Add("metadata.name, or metadata.generateName");
        var called = manifest.KindOf().Length == 0 ? "" : manifest.NameOf().Length == 0 ? $" ({manifest.KindOf()})" : $" ({manifest.TitleOf()})";
        return missing.Count == 0 ? null : $"It lacks {string.Join("; ", missing)}{called}. A text is needed there, in quotation marks where it looks like a number.";
    }
}
