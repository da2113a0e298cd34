using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes.Discovery;

/// <summary>Groups and versions as servers name them.</summary>
internal static class ApiVersions
{
    /// <summary>Group (empty for the core) and version of what manifests have as <c>apiVersion</c>.</summary>
    public static (string Group, string Version) Split(string apiVersion) =>
        apiVersion.Split('/', 2) is [var group, var version] ? (group, version) : ("", apiVersion);

    /// <summary>Where a version tells of its kinds and has its objects.</summary>
    public static string Address(string apiVersion) => Split(apiVersion) is ({ Length: > 0 } group, var version)
        ? $"/apis/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(version)}"
        : $"/api/{Uri.EscapeDataString(apiVersion)}";

    /// <summary>
    /// Every version in an <c>APIGroupList</c>, in the order in which a kind without a version is looked for: the preferred ones in the server's
    /// order of groups, which is by importance, then the others.
    /// </summary>
    public static IReadOnlyList<string> ReadAll(JsonObject groups)
    {
        JsonObject[] all = [.. (groups["groups"] as JsonArray ?? []).OfType<JsonObject>()];
        return
        [
            .. all.Select(static group => VersionOf(group["preferredVersion"]))
                .Concat(all.SelectMany(static group => (group["versions"] as JsonArray ?? []).Select(VersionOf)))
                .OfType<string>()
                .Distinct(),
        ];
    }

    private static string? VersionOf(JsonNode? version) =>
        (version as JsonObject)?["groupVersion"] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
