using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>Reads what every object has.</summary>
public static class ObjectMetadata
{
    /// <summary>The metadata, made where there is none.</summary>
    public static JsonObject Metadata(this JsonObject item)
    {
        if (item["metadata"] is not JsonObject metadata)
            item["metadata"] = metadata = [];
        return metadata;
    }

    /// <summary>The name.</summary>
    public static string Name(this JsonObject item) => (string?)item["metadata"]?["name"] ?? "";

    /// <summary>The namespace, empty for kinds without one.</summary>
    public static string Namespace(this JsonObject item) => (string?)item["metadata"]?["namespace"] ?? "";

    /// <summary>The uid.</summary>
    public static string Uid(this JsonObject item) => (string?)item["metadata"]?["uid"] ?? "";

    /// <summary>The resource version.</summary>
    public static string ResourceVersion(this JsonObject item) => (string?)item["metadata"]?["resourceVersion"] ?? "";

    /// <summary>Whether it is being deleted.</summary>
    public static bool IsDeleting(this JsonObject item) => item["metadata"]?["deletionTimestamp"] is not null;

    /// <summary>The finalizers.</summary>
    public static IReadOnlyList<string> Finalizers(this JsonObject item) => [.. (item["metadata"]?["finalizers"] as JsonArray ?? []).Select(finalizer => (string)finalizer!)];

    /// <summary>The labels.</summary>
    public static IReadOnlyDictionary<string, string> Labels(this JsonObject item) =>
        (item["metadata"]?["labels"] as JsonObject ?? []).ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal);

    /// <summary>The owner that controls it; null when none does.</summary>
    public static JsonObject? Controller(this JsonObject item) => Owners(item).FirstOrDefault(owner => (bool?)owner["controller"] is true);

    /// <summary>The owners.</summary>
    public static IEnumerable<JsonObject> Owners(this JsonObject item) => (item["metadata"]?["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>A copy that nothing else holds.</summary>
    public static JsonObject Copy(this JsonObject item) => (JsonObject)item.DeepClone();
}
