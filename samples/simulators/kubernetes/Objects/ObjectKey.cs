using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>Where an object lies. Versions of a group share their objects.</summary>
/// <param name="Resource">The plural with its group, for example <c>deployments.apps</c>.</param>
/// <param name="Namespace">The namespace; empty for kinds without one.</param>
/// <param name="Name">The name.</param>
public sealed record ObjectKey(string Resource, string Namespace, string Name)
{
    /// <summary>The key of an object of a kind.</summary>
    public static ObjectKey Of(ResourceType type, string? @namespace, string name) => new(type.QualifiedName, type.IsNamespaced ? @namespace ?? "" : "", name);
}
