using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>Puts the steps of plans together.</summary>
internal static class ClusterPlans
{
    /// <summary>The server group that is meant in each region, which is guarded where that is asked for.</summary>
    public static IReadOnlyList<(string Region, ServerGroup Group)> Chosen(IReadOnlyList<RegionState> regions, string named, bool isGuarded)
    {
        return [.. regions.Select(region =>
        {
            var group = region.Find(named);
            if (isGuarded)
                region.Guard([group]);
            return (region.Region, group);
        })];
    }

    /// <summary>The server groups that a rule finds in each region.</summary>
    public static IReadOnlyList<(string Region, ServerGroup Group)> Each(IReadOnlyList<RegionState> regions, Func<RegionState, IReadOnlyList<ServerGroup>> rule) =>
        [.. regions.SelectMany(region => rule(region).Select(group => (region.Region, group)))];

    /// <summary>The size that is asked for. Bounds that are not given make way for the number wanted: an autoscaler would undo it at once.</summary>
    public static Capacity Requested(Capacity current, RequestedCapacity wanted)
    {
        var size = ResizeRules.Exact(current, wanted.Min, wanted.Desired, wanted.Max);
        if (current.IsPinned && wanted is { Min: null, Max: null })
            return ResizeRules.Pinned(size);
        return size with { Min = wanted.Min ?? Math.Min(size.Min, size.Desired), Max = wanted.Max ?? Math.Max(size.Max, size.Desired) };
    }

    public static ClusterStep Enable(IEnumerable<(string Region, ServerGroup Group)> groups, int healthyPercentage) => new()
    {
        Operations = [.. groups.Select(each => new ClusterOperation { Kind = ClusterOperationKind.Enable, Region = each.Region, Group = each.Group, HealthyPercentage = healthyPercentage })],
    };

    /// <summary>A step without groups has no delay either: there is nothing that it could be for.</summary>
    public static ClusterStep Disable(IEnumerable<(string Region, ServerGroup Group)> groups, TimeSpan delay = default)
    {
        ClusterOperation[] operations = [.. groups.Select(each => new ClusterOperation { Kind = ClusterOperationKind.Disable, Region = each.Region, Group = each.Group })];
        return new() { Delay = operations.Length == 0 ? TimeSpan.Zero : delay, Operations = operations };
    }

    public static ClusterStep Destroy(IEnumerable<(string Region, ServerGroup Group)> groups) => new()
    {
        Operations = [.. groups.Select(each => new ClusterOperation { Kind = ClusterOperationKind.Destroy, Region = each.Region, Group = each.Group })],
    };

    public static ClusterStep Resize(IEnumerable<(string Region, ServerGroup Group, Capacity Capacity)> groups, int healthyPercentage = 100) => new()
    {
        Operations = [.. groups.Select(each => new ClusterOperation { Kind = ClusterOperationKind.Resize, Region = each.Region, Group = each.Group, Capacity = each.Capacity, HealthyPercentage = healthyPercentage })],
    };
}
