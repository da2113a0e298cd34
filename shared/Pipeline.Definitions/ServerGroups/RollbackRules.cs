namespace Pipeline.Definitions.ServerGroups;

/// <summary>Finds what a cluster is rolled back from and to. Source: Spinnaker's rollbackCluster (reference C5).</summary>
public static class RollbackRules
{
    /// <summary>Finds the two groups in one region.</summary>
    /// <param name="groups">The cluster's groups there.</param>
    /// <param name="onlyEnabled">Whether only a group that still gets traffic is rolled back to.</param>
    /// <returns>The newest enabled group, and the newest one before it. Either is null when there is none: a region is never passed over in silence.</returns>
    public static (ServerGroup? From, ServerGroup? To) Find(IReadOnlyList<ServerGroup> groups, bool onlyEnabled)
    {
        var newest = groups.NewestFirst().ToArray();
        var from = newest.FirstOrDefault(group => group.IsEnabled);
        return (from, from is null ? null : newest.SkipWhile(group => group.Name != from.Name).Skip(1).FirstOrDefault(group => !onlyEnabled || group.IsEnabled));
    }

    /// <summary>How large the group has to be before it takes over: as large as the one that it takes over from, never smaller than it is.</summary>
    public static Capacity SizeOf(ServerGroup from, ServerGroup to) => new(
        Math.Max(from.Capacity.Min, to.Capacity.Min), Math.Max(from.Capacity.Desired, to.Capacity.Desired), Math.Max(from.Capacity.Max, to.Capacity.Max));

    /// <summary>Whether enough instances are healthy.</summary>
    /// <param name="group">The group.</param>
    /// <param name="percentage">How many percent of those wanted have to be; rounded up.</param>
    public static bool IsHealthy(ServerGroup group, int percentage) => group.HealthyInstances >= (int)((((long)group.Capacity.Desired * percentage) + 99) / 100);
}
