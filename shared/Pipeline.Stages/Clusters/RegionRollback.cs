using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>What a rollback does in one region.</summary>
internal static class RegionRollback
{
    /// <summary>
    /// Sizes the one that takes over, its autoscaler kept from shrinking it; enables it; disables the one that served; and gives the autoscaler its minimum back.
    /// </summary>
    public static IReadOnlyList<ClusterStep> Of(string region, ServerGroup from, ServerGroup to, RollbackClusterInput input)
    {
        var steps = new List<ClusterStep>();
        var larger = RollbackRules.SizeOf(from, to);
        var pinned = ResizeRules.PinnedMinimum(larger);
        var size = from.Capacity.IsPinned ? larger with { Min = to.Capacity.IsPinned ? larger.Desired : to.Capacity.Min } : larger; // What nothing scales says nothing of a minimum.
        if (input is { DisableOnly: false, EnableAndDisableOnly: false } && pinned != to.Capacity)
            steps.Add(ClusterPlans.Resize([(region, to, pinned)], input.TargetHealthyRollbackPercentage));
        if (!input.DisableOnly)
            steps.Add(ClusterPlans.Enable([(region, to)], input.TargetHealthyRollbackPercentage));
        steps.Add(ClusterPlans.Disable([(region, from)], input.DelayBeforeDisable));
        if (steps[0].Operations[0] is { Kind: ClusterOperationKind.Resize } && pinned != size)
            steps.Add(ClusterPlans.Resize([(region, to, size)], input.TargetHealthyRollbackPercentage));
        return steps;
    }
}
