namespace Pipeline.Stages.Clusters.Operations;

/// <summary>Changes that are made together and waited for together, before the next step's.</summary>
public sealed record ClusterStep
{
    /// <summary>How long is waited before them.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The changes; none for a mere delay.</summary>
    public IReadOnlyList<ClusterOperation> Operations { get; init; } = [];
}
