namespace Pipeline.Definitions.Artifacts;

/// <summary>An artifact that a pipeline expects when a run starts, or that one of its stages produces, under the id that the pipeline calls it by.</summary>
public sealed record ExpectedArtifact
{
    /// <summary>Its id, unique among all artifacts of the pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; its id when the document gives no name.</summary>
    public string DisplayName { get => field ?? Id; init; } = null!;

    /// <summary>Which artifacts it may be.</summary>
    public ArtifactMatch Match { get => field ?? new(); init; } = new();

    /// <summary>Whether the one of the pipeline's run before is taken when none was received. Means nothing for what a stage produces.</summary>
    public bool UsePrior { get; init; }

    /// <summary>The artifact to take when there is no other; null when there must be one.</summary>
    public Artifact? Default { get; init; }
}
