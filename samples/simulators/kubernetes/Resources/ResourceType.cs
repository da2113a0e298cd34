namespace Pipeline.Simulators.Kubernetes.Resources;

/// <summary>A kind of object that the server serves.</summary>
public sealed record ResourceType
{
    /// <summary>The group, empty for the core.</summary>
    public required string Group { get; init; }

    /// <summary>The version, for example <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The kind, for example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The plural in addresses, for example <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>Whether objects lie in namespaces.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>The short names, for example <c>deploy</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Whether there is a subresource <c>status</c>, so that status is not written with the rest.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether there is a subresource <c>scale</c>.</summary>
    public bool HasScale { get; init; }

    /// <summary>Whether a custom resource definition made it: no strategic merge patch, no defaults, lists are replaced as a whole.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether changes of the spec are counted in <c>metadata.generation</c>.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Group and version as manifests have them, for example <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The plural with its group, as messages have it, for example <c>deployments.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The singular.</summary>
    public string Singular => Kind.ToLowerInvariant();
}
