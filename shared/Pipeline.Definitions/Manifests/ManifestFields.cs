using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests;

/// <summary>The fields that every Kubernetes object has. What is not of the type that the API asks for counts as missing.</summary>
public static class ManifestFields
{
    /// <summary>The API version, for example <c>apps/v1</c>; empty when there is none.</summary>
    public static string ApiVersionOf(this JsonObject manifest) => Text(manifest["apiVersion"]) ?? "";

    /// <summary>The API group, for example <c>apps</c>; empty for the core.</summary>
    public static string GroupOf(this JsonObject manifest) =>
        manifest.ApiVersionOf() is var version && version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "";

    /// <summary>The kind, for example <c>Deployment</c>; empty when there is none.</summary>
    public static string KindOf(this JsonObject manifest) => Text(manifest["kind"]) ?? "";

    /// <summary>The object's name; empty when the server is to make one.</summary>
    public static string NameOf(this JsonObject manifest) => Text(manifest["metadata"], "name") ?? "";

    /// <summary>What the server is to begin the object's name with; null when it has a name.</summary>
    public static string? GeneratedNameOf(this JsonObject manifest) => manifest.NameOf().Length > 0 ? null : Text(manifest["metadata"], "generateName");

    /// <summary>The namespace; null when the manifest names none.</summary>
    public static string? NamespaceOf(this JsonObject manifest) => Text(manifest["metadata"], "namespace") is { Length: > 0 } name ? name : null;

    /// <summary>The server's version of the object; null for what was never stored.</summary>
    public static string? ResourceVersionOf(this JsonObject manifest) => Text(manifest["metadata"], "resourceVersion");

    /// <summary>The server's id of the object; null for what was never stored.</summary>
    public static string? UidOf(this JsonObject manifest) => Text(manifest["metadata"], "uid");

    /// <summary>When the object was made; null for what was never stored.</summary>
    public static DateTimeOffset? CreatedAtOf(this JsonObject manifest) =>
        DateTimeOffset.TryParse(Text(manifest["metadata"], "creationTimestamp"), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <summary>The value of an annotation; null when there is none.</summary>
    public static string? AnnotationOf(this JsonObject manifest, string name) => Text((manifest["metadata"] as JsonObject)?["annotations"], name);

    /// <summary>The value of a label; null when there is none.</summary>
    public static string? LabelOf(this JsonObject manifest, string name) => Text((manifest["metadata"] as JsonObject)?["labels"], name);

    /// <summary>The labels.</summary>
    public static IReadOnlyDictionary<string, string> LabelsOf(this JsonObject manifest) => TextsOf((manifest["metadata"] as JsonObject)?["labels"]);

    /// <summary>The texts of a map by name, numbers and switches as the API would show them.</summary>
    public static IReadOnlyDictionary<string, string> TextsOf(JsonNode? map) => map is JsonObject fields
        ? fields.Where(field => field.Value is JsonValue).ToDictionary(field => field.Key, field => Text(field.Value) ?? field.Value!.ToJsonString(), StringComparer.Ordinal)
        : new Dictionary<string, string>();

    /// <summary>The pod template of a workload (of the job's, for a CronJob); null for objects that have none. A bare pod is its own.</summary>
    public static JsonObject? PodTemplateOf(this JsonObject manifest) => (manifest.KindOf(), manifest["spec"] as JsonObject) switch
    {
        ("Pod", _) => manifest,
        ("CronJob", { } spec) => ((spec["jobTemplate"] as JsonObject)?["spec"] as JsonObject)?["template"] as JsonObject,
        (_, { } spec) => spec["template"] as JsonObject,
        _ => null,
    };

    /// <summary>What messages call the object, for example <c>Deployment shop/web</c>.</summary>
    public static string TitleOf(this JsonObject manifest)
    {
        var name = manifest.GeneratedNameOf() is { } generated ? generated + "…" : manifest.NameOf();
        return manifest.NamespaceOf() is { } scope ? $"{manifest.KindOf()} {scope}/{name}" : $"{manifest.KindOf()} {name}";
    }

    /// <summary>The map of that name, made when it is missing.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;

        child = [];
        parent[name] = child;
        return child;
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static string? Text(JsonNode? parent, string name) => parent is JsonObject fields ? Text(fields[name]) : null;

    internal static long? Number(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<int>(out var small) => small,
        JsonValue value when value.TryGetValue<double>(out var real) && real == Math.Floor(real) => (long)real,
        _ => null,
    };
}
