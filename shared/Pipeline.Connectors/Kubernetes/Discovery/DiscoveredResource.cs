using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes.Discovery;

/// <summary>A kind as a server's discovery tells of it, with the other names that people give it.</summary>
internal sealed record DiscoveredResource(ApiResource Resource, string SingularName, IReadOnlyList<string> ShortNames)
{
    /// <summary>How well a name fits, the lower the better; null: not at all. A kind's own name is stronger than what another kind is called for short.</summary>
    public int? Rank(string name)
    {
        if (Same(Resource.Kind, name))
            return 0;
        if (Same(Resource.Name, name))
            return 1;
        if (Same(SingularName, name))
            return 2;
        return ShortNames.Any(each => Same(each, name)) ? 3 : null;
    }

    /// <summary>Reads an <c>APIResourceList</c>.</summary>
    /// <param name="list">The document.</param>
    /// <param name="apiVersion">Its group and version.</param>
    public static IReadOnlyList<DiscoveredResource> ReadAll(JsonObject list, string apiVersion)
    {
        var (parent, version) = ApiVersions.Split(apiVersion);
        JsonObject[] entries = [.. (list["resources"] as JsonArray ?? []).OfType<JsonObject>()];
        var subresources = entries.Select(static entry => Text(entry["name"]).Split('/', 2)).Where(static parts => parts.Length == 2).ToLookup(static parts => parts[0], static parts => parts[1]);
        return [.. entries.Where(static entry => Text(entry["name"]) is { Length: > 0 } name && !name.Contains('/')).Select(entry => new DiscoveredResource(
            new()
            {
                Group = parent,
                Version = version,
                Kind = Text(entry["kind"]),
                Name = Text(entry["name"]),
                IsNamespaced = entry["namespaced"] is JsonValue value && value.TryGetValue<bool>(out var namespaced) && namespaced,
                Verbs = Texts(entry["verbs"]),
                Subresources = [.. subresources[Text(entry["name"])]],
            },
            Text(entry["singularName"]),
            Texts(entry["shortNames"])))];
    }

    private static bool Same(string one, string other) => one.Length > 0 && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static string[] Texts(JsonNode? node) => [.. (node as JsonArray ?? []).Select(Text)];
}
