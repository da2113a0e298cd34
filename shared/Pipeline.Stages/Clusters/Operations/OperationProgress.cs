using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>Whether a change of a server group has taken effect.</summary>
public static class OperationProgress
{
    /// <summary>What is still missing; null when nothing is.</summary>
    /// <param name="operation">The change, which was made.</param>
    /// <param name="groups">The cluster's groups as they are.</param>
    /// <exception cref="StageFailedException">The group is gone (<c>server-group-gone</c>), so that it never will.</exception>
    public static string? Missing(ClusterOperation operation, IReadOnlyList<ServerGroup> groups)
    {
        var group = groups.FirstOrDefault(each => each.Name == operation.Name && (operation.Copy is not null || operation.Group.Id is null || each.Id == operation.Group.Id));
        if (operation.Kind is ClusterOperationKind.Destroy)
            return group is null ? null : $"{operation.Region}: {operation.Name} is being deleted.";
        if (group is null)
            throw new StageFailedException(new StageError("server-group-gone", $"{operation.Region}: {operation.Name} is not there any more: it was deleted while the stage worked on it."));

        return operation.Kind switch
        {
            ClusterOperationKind.Disable => group.HealthyInstances == 0 ? null : $"{operation.Region}: {group.HealthyInstances} {Instances(group.HealthyInstances)} of {group.Name} still get traffic.",
            ClusterOperationKind.Enable => Healthy(operation, group, group.HealthyInstances, group.Capacity.Desired, "get traffic"),
            ClusterOperationKind.Clone when operation.Copy!.IsEnabled => Healthy(operation, group, group.HealthyInstances, operation.Copy.Capacity.Desired, "get traffic"),
            ClusterOperationKind.Clone => Healthy(operation, group, group.ReadyInstances, operation.Copy.Capacity.Desired, "are healthy"),
            _ when group.Instances > operation.Capacity!.Max => $"{operation.Region}: {group.Name} has {group.Instances} {Instances(group.Instances)} and is to have {operation.Capacity}.",
            _ => Healthy(operation, group, group.ReadyInstances, operation.Capacity!.Desired, "are healthy"),
        };
    }

    private static string? Healthy(ClusterOperation operation, ServerGroup group, int healthy, int wanted, string are)
    {
        var least = (int)((((long)wanted * operation.HealthyPercentage) + 99) / 100);
        return healthy >= least ? null : $"{operation.Region}: {healthy} of {least} {Instances(least)} of {group.Name} {are}.";
    }

    private static string Instances(int count) => count == 1 ? "instance" : "instances";
}
