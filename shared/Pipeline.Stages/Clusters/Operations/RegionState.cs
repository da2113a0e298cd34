using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>A cluster in one region, when a stage decides what to do.</summary>
/// <param name="Cluster">The cluster, to reserve names in.</param>
/// <param name="Groups">Its server groups, the newest first.</param>
/// <param name="Deployed">The names of those that stages of this run have deployed before.</param>
public sealed record RegionState(IServerGroups Cluster, IReadOnlyList<ServerGroup> Groups, IReadOnlySet<string> Deployed)
{
    /// <summary>The region.</summary>
    public string Region => Cluster.Region;

    /// <summary>Finds a server group by what an input says: <c>newest</c>, <c>previous</c>, <c>oldest</c> or a name.</summary>
    /// <exception cref="StageFailedException">There is none (<c>server-group-not-found</c>); the message lists those that there are.</exception>
    public ServerGroup Find(string named)
    {
        var wanted = named.Trim();
        var found = wanted.ToLowerInvariant() switch
        {
            "newest" => ServerGroupOrder.Find(Groups, ServerGroupTarget.Newest),
            "previous" => ServerGroupOrder.Find(Groups, ServerGroupTarget.Previous),
            "oldest" => ServerGroupOrder.Find(Groups, ServerGroupTarget.Oldest),
            _ => Groups.FirstOrDefault(group => group.Name == wanted),
        };
        if (found is not null)
            return found;

        var there = Groups.Count == 0 ? "The cluster has no server group there: check cluster, application and namespace." : $"There {(Groups.Count == 1 ? "is" : "are")} {string.Join(", ", Groups.Select(group => group.Name))}.";
        throw new StageFailedException(new StageError("server-group-not-found", $"{Region}: There is no server group '{wanted}'. {there}"));
    }

    /// <summary>Refuses to leave a cluster that serves without any group that does.</summary>
    /// <exception cref="StageFailedException">Those that leave are the last ones (<c>traffic-guard</c>).</exception>
    public void Guard(IReadOnlyList<ServerGroup> leaving)
    {
        if (ClusterRules.LastOnes(Groups, leaving) is { Count: > 0 } last)
        {
            throw new StageFailedException(new StageError(
                "traffic-guard", $"{Region}: {string.Join(", ", last.Select(group => group.Name))} {(last.Count == 1 ? "is the last server group" : "are the last server groups")} that may be serving, and 'trafficGuard' is on. Enable another one first."));
        }
    }
}
