namespace Pipeline.Definitions.Deployments;

/// <summary>A deployment that has ended: what the four DORA values are made of.</summary>
public sealed record DeploymentRecord
{
    /// <summary>The run that deployed.</summary>
    public required string Run { get; init; }

    /// <summary>The run's generation: a failed run that is restarted deploys again.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The environment that the pipeline's document names; null when it names none.</summary>
    public string? Environment { get; init; }

    /// <summary>Whether the run went well.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>When the run ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The commit that was deployed; null when the start named none.</summary>
    public string? Commit { get; init; }

    /// <summary>When that was committed; null when the start did not say.</summary>
    public DateTimeOffset? CommittedAt { get; init; }
}
