namespace Pipeline.Stages.Clusters;

/// <summary>Reads where a stage's cluster is.</summary>
internal static class ClusterRegions
{
    /// <summary>The regions, each once.</summary>
    /// <exception cref="StageFailedException">There is none.</exception>
    public static IReadOnlyList<string> Of(ClusterInput input)
    {
        var regions = input.Regions.Select(region => region.Trim()).Where(region => region.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        return regions.Length > 0
            ? regions
            : throw new StageFailedException(new StageError("invalid-input", "regions: Name at least one setting of the kind deployment-targets, for example [production]."));
    }

    /// <summary>The cluster.</summary>
    public static ClusterReference ClusterOf(ClusterInput input, StageRun run) => new(
        string.IsNullOrWhiteSpace(input.Application) ? run.Application : input.Application.Trim(),
        input.Cluster.Trim(),
        string.IsNullOrWhiteSpace(input.Namespace) ? null : input.Namespace.Trim());
}
