namespace Pipeline.Definitions.Manifests.Traffic;

/// <summary>The steps in which traffic goes over from old versions to a new one.</summary>
public static class RollingSteps
{
    /// <summary>The percentages in rising order, each once, with 100 at the end (orca's RollingRedBlackStrategy).</summary>
    /// <returns>The steps; null when a percentage is not from 1 to 100.</returns>
    public static IReadOnlyList<int>? Of(IEnumerable<int> percentages)
    {
        var steps = percentages.Append(100).Distinct().Order().ToArray();
        return steps[0] < 1 || steps[^1] > 100 ? null : steps;
    }

    /// <summary>How many replicas the new version has at a step: at least one, rounded up.</summary>
    public static long ReplicasAt(long full, int percentage) => (((full * percentage) - 1) / 100) + 1 is var count && full > 0 ? count : 0;
}
