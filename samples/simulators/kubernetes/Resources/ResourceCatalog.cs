using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Resources;

/// <summary>The kinds that the server serves: the built-in ones, and those of custom resource definitions.</summary>
public sealed class ResourceCatalog
{
    private readonly Lock _gate = new();
    private IReadOnlyList<ResourceType> _all = BuiltInResources.All;

    /// <summary>All kinds.</summary>
    public IReadOnlyList<ResourceType> All
    {
        get
        {
            lock (_gate)
                return _all;
        }
    }

    /// <summary>The kind of a plural; null when it is not served.</summary>
    public ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Plural == plural && type.Group == group && type.Version == version);

    /// <summary>The kind by its name; throws where a simulator's own part asks for one that does not exist.</summary>
    public ResourceType OfKind(string kind) => All.FirstOrDefault(type => type.Kind == kind) ?? throw new ArgumentException($"No kind '{kind}' is served.", nameof(kind));

    /// <summary>Serves what a custom resource definition defines.</summary>
    /// <param name="definition">The definition.</param>
    internal void Add(JsonObject definition)
    {
        var types = TypesOf(definition).ToArray();
        lock (_gate)
            _all = [.. _all.Where(type => !types.Any(added => added.Plural == type.Plural && added.Group == type.Group)), .. types];
    }

    /// <summary>Serves it no longer.</summary>
    internal void Remove(JsonObject definition)
    {
        var types = TypesOf(definition).ToArray();
        lock (_gate)
            _all = [.. _all.Where(type => !types.Any(removed => removed.Plural == type.Plural && removed.Group == type.Group))];
    }

    internal static IEnumerable<ResourceType> TypesOf(JsonObject definition)
    {
        var spec = definition["spec"]!;
        foreach (var version in spec["versions"]!.AsArray().Where(version => (bool?)version!["served"] ?? true))
        {
            yield return new()
            {
                Group = (string)spec["group"]!,
                Version = (string)version!["name"]!,
                Kind = (string)spec["names"]!["kind"]!,
                Plural = (string)spec["names"]!["plural"]!,
                ShortNames = [.. (spec["names"]!["shortNames"]?.AsArray() ?? []).Select(name => (string)name!)],
                IsNamespaced = (string?)spec["scope"] == "Namespaced",
                HasStatus = version["subresources"]?["status"] is not null,
                HasScale = version["subresources"]?["scale"] is not null,
                IsCustom = true,
                HasGeneration = true,
            };
        }
    }
}
