using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>What a manifest says it is.</summary>
internal sealed record Manifest(string ApiVersion, string Kind, string? Namespace, string? Name)
{
    /// <summary>As people write it; a name that the server is to make up is <c>(new)</c>.</summary>
    public override string ToString() => new ObjectReference(ApiVersion, Kind, Namespace, Name ?? "(new)").ToString();

    /// <exception cref="KubernetesException">It has no <c>apiVersion</c> or no <c>kind</c>.</exception>
    public static Manifest Of(JsonObject manifest)
    {
        var metadata = manifest["metadata"] as JsonObject;
        return new(Required(manifest, "apiVersion"), Required(manifest, "kind"), Text(metadata?["namespace"]), Text(metadata?["name"]));
    }

    /// <exception cref="KubernetesException">It has no <c>metadata.name</c>.</exception>
    public string NameOrThrow() => Name ?? throw new KubernetesException(KubernetesFailure.Invalid, $"metadata.name: this {Kind} needs a name.");

    private static string Required(JsonObject manifest, string field) =>
        Text(manifest[field]) ?? throw new KubernetesException(KubernetesFailure.Invalid, $"{field}: the manifest does not say it. Write for example apiVersion: apps/v1, kind: Deployment.");

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
