namespace Pipeline.Connectors.Kubernetes;

/// <summary>How a server serves a kind.</summary>
public sealed record ApiResource
{
    /// <summary>The group, empty for the core.</summary>
    public required string Group { get; init; }

    /// <summary>The version, for example <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The kind, for example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The plural in addresses, for example <c>deployments</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether objects lie in namespaces.</summary>
    public required bool IsNamespaced { get; init; }

    /// <summary>What can be done, for example <c>patch</c>; a subresource is <c>scale</c>, <c>status</c>, <c>log</c>.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>The subresources, for example <c>scale</c> and <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Group and version as manifests have them, for example <c>apps/v1</c> or <c>v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
