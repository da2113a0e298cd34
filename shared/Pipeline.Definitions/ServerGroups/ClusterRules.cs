namespace Pipeline.Definitions.ServerGroups;

/// <summary>
/// Which server groups of a cluster, in one region, an operation on the whole cluster acts on. Groups that stages upstream have deployed in this run,
/// and newer ones, are left alone; they count among those that remain. Source: Spinnaker's cluster stages (reference C5).
/// </summary>
public static class ClusterRules
{
    /// <summary>The groups to disable, so that so many stay enabled.</summary>
    /// <param name="groups">The cluster's groups.</param>
    /// <param name="deployed">The names of those that stages upstream deployed.</param>
    /// <param name="remaining">How many stay enabled.</param>
    /// <param name="prefersLarger">Whether the largest stay rather than the newest.</param>
    public static IReadOnlyList<ServerGroup> ToDisable(IReadOnlyList<ServerGroup> groups, IReadOnlySet<string> deployed, int remaining, bool prefersLarger)
    {
        var free = WithoutRecent(groups, deployed);
        return Drop(free.Where(group => group.IsActive), groups.Count - free.Count, remaining, prefersLarger, activeFirst: false);
    }

    /// <summary>The groups to scale down to nothing, so that so many keep their size.</summary>
    /// <param name="groups">The cluster's groups.</param>
    /// <param name="deployed">The names of those that stages upstream deployed.</param>
    /// <param name="remaining">How many keep their size.</param>
    /// <param name="prefersLarger">Whether the largest keep it rather than the newest.</param>
    /// <param name="includesActive">Whether groups that may be serving are scaled down too.</param>
    public static IReadOnlyList<ServerGroup> ToScaleDown(
        IReadOnlyList<ServerGroup> groups, IReadOnlySet<string> deployed, int remaining, bool prefersLarger, bool includesActive) =>
        Removable(groups, deployed, remaining, prefersLarger, includesActive);

    /// <summary>The groups to destroy, so that so many are left.</summary>
    /// <param name="groups">The cluster's groups.</param>
    /// <param name="deployed">The names of those that stages upstream deployed.</param>
    /// <param name="size">How many are left.</param>
    /// <param name="retainsLarger">Whether the largest are left rather than the newest.</param>
    /// <param name="includesActive">Whether groups that may be serving are destroyed too.</param>
    public static IReadOnlyList<ServerGroup> ToDestroy(
        IReadOnlyList<ServerGroup> groups, IReadOnlySet<string> deployed, int size, bool retainsLarger, bool includesActive) =>
        Removable(groups, deployed, size, retainsLarger, includesActive);

    /// <summary>The groups whose loss would leave a cluster that serves without any that does.</summary>
    /// <param name="groups">The cluster's groups.</param>
    /// <param name="leaving">Those that are to stop serving.</param>
    /// <returns>Those of <paramref name="leaving"/> that serve, when no other does; empty when the cluster goes on serving or never did.</returns>
    public static IReadOnlyList<ServerGroup> LastOnes(IReadOnlyList<ServerGroup> groups, IReadOnlyList<ServerGroup> leaving)
    {
        var names = leaving.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        return groups.Any(group => group.IsActive && !names.Contains(group.Name)) ? [] : [.. leaving.Where(group => group.IsActive)];
    }

    private static ServerGroup[] Removable(
        IReadOnlyList<ServerGroup> groups, IReadOnlySet<string> deployed, int remaining, bool prefersLarger, bool includesActive)
    {
        var free = WithoutRecent(groups, deployed).Where(group => includesActive || !group.IsActive).ToArray();
        return Drop(free, groups.Count - free.Length, remaining, prefersLarger, activeFirst: includesActive);
    }

    private static List<ServerGroup> WithoutRecent(IReadOnlyList<ServerGroup> groups, IReadOnlySet<string> deployed)
    {
        var ours = groups.Where(group => deployed.Contains(group.Name)).ToArray();
        return ours.Length == 0 ? [.. groups] : [.. groups.NewestFirst().SkipWhile(group => group.Name != ours.NewestFirst().Last().Name).Skip(1)];
    }

    private static ServerGroup[] Drop(IEnumerable<ServerGroup> groups, int kept, int remaining, bool prefersLarger, bool activeFirst)
    {
        var newest = groups.NewestFirst().ToArray();
        var bySize = prefersLarger ? newest.OrderByDescending(group => group.Instances) : newest.OrderBy(_ => 0);
        var ordered = activeFirst ? bySize.OrderByDescending(group => group.IsActive) : (IEnumerable<ServerGroup>)bySize;
        return [.. ordered.Skip(Math.Max(0, remaining - kept))];
    }
}
