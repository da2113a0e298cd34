using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Kinds that a deploy itself brings, by a CustomResourceDefinition among its manifests.</summary>
internal static class CustomKinds
{
    /// <summary>The definition of a manifest's kind; null when there is none.</summary>
    public static JsonObject? Find(IEnumerable<JsonObject> manifests, JsonObject manifest) => manifests.FirstOrDefault(each =>
        each.KindOf() == "CustomResourceDefinition" && each["spec"] is JsonObject spec
        && Text(spec["group"]) == manifest.GroupOf() && Text((spec["names"] as JsonObject)?["kind"]) == manifest.KindOf());

    /// <summary>Whether objects of the kind lie in namespaces.</summary>
    public static bool IsNamespaced(JsonObject definition) => Text((definition["spec"] as JsonObject)?["scope"]) != "Cluster";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
