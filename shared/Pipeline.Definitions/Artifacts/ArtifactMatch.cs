namespace Pipeline.Definitions.Artifacts;

/// <summary>
/// What is asked of an artifact: each field is a text that the artifact's must equal, or a regular expression that the whole of it must match;
/// a blank field asks nothing.
/// </summary>
public sealed record ArtifactMatch
{
    /// <summary>What <see cref="Artifact.Type"/> must be.</summary>
    public string? Type { get; init; }

    /// <summary>What <see cref="Artifact.Name"/> must be.</summary>
    public string? Name { get; init; }

    /// <summary>What <see cref="Artifact.Version"/> must be.</summary>
    public string? Version { get; init; }

    /// <summary>What <see cref="Artifact.Location"/> must be.</summary>
    public string? Location { get; init; }

    /// <summary>What <see cref="Artifact.Reference"/> must be.</summary>
    public string? Reference { get; init; }

    /// <summary>What messages call it, for example <c>type docker/image, name shop/.*</c>.</summary>
    public override string ToString() => ArtifactText.Describe(this);
}
