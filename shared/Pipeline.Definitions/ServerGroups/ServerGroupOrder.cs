namespace Pipeline.Definitions.ServerGroups;

/// <summary>In what order server groups are looked at. Those made in the same second are told apart by their version.</summary>
public static class ServerGroupOrder
{
    /// <summary>The newest first.</summary>
    public static IOrderedEnumerable<ServerGroup> NewestFirst(this IEnumerable<ServerGroup> groups) =>
        groups.OrderByDescending(group => group.CreatedAt).ThenByDescending(group => group.Version ?? -1).ThenByDescending(group => group.Name, StringComparer.Ordinal);

    /// <summary>Finds the group that a dynamic target means.</summary>
    /// <param name="groups">The cluster's groups of one region.</param>
    /// <param name="target">Which one.</param>
    /// <returns>The group; null when the cluster has too few.</returns>
    public static ServerGroup? Find(IEnumerable<ServerGroup> groups, ServerGroupTarget target) => target switch
    {
        ServerGroupTarget.Newest => groups.NewestFirst().FirstOrDefault(),
        ServerGroupTarget.Previous => groups.NewestFirst().Skip(1).FirstOrDefault(),
        _ => groups.NewestFirst().LastOrDefault(),
    };
}
