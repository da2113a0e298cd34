using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>What an address of an object or of a list names.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Namespace">The namespace; null: all, or none.</param>
/// <param name="Name">The object; null: the list.</param>
/// <param name="Subresource">For example <c>status</c>; null: the object itself.</param>
internal sealed record ApiPath(ResourceType Type, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Reads an address below <c>/api/v1</c> or <c>/apis/{group}/{version}</c>; null when the server serves nothing there.</summary>
    public static ApiPath? Read(ResourceCatalog catalog, string path)
    {
        var parts = path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var (group, version, rest) = parts switch
        {
            ["api", var core, .. var tail] => ("", core, tail),
            ["apis", var named, var versionOfIt, .. var tail] => (named, versionOfIt, tail),
            _ => ("", "", []),
        };
        return rest switch
        {
            ["namespaces", var space, var plural] when space.Length > 0 && catalog.Find(group, version, plural) is { IsNamespaced: true } type => new(type, space, null, null),
            ["namespaces", var space, var plural, var name, .. var sub] when catalog.Find(group, version, plural) is { IsNamespaced: true } type && sub.Length < 2 =>
                new(type, space, name, sub is [var only] ? only : null),
            [var plural] when catalog.Find(group, version, plural) is { } type => new(type, null, null, null),
            [var plural, var name, .. var sub] when catalog.Find(group, version, plural) is { IsNamespaced: false } type && sub.Length < 2 =>
                new(type, null, name, sub is [var only] ? only : null),
            _ => null,
        };
    }
}
