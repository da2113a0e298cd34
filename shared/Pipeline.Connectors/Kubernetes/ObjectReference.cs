namespace Pipeline.Connectors.Kubernetes;

/// <summary>Names one object of a cluster.</summary>
/// <param name="ApiVersion">For example <c>apps/v1</c>; null: the version that the server prefers.</param>
/// <param name="Kind">For example <c>Deployment</c>.</param>
/// <param name="Namespace">The namespace; null for kinds without one.</param>
/// <param name="Name">The object's name.</param>
public sealed record ObjectReference(string? ApiVersion, string Kind, string? Namespace, string Name)
{
    /// <summary>As people write it, for example <c>Deployment shop/web</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
