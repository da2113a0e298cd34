namespace Pipeline.Stages.Clusters;

/// <summary>Opens clusters of server groups, whatever a region is made of: the setting that a region names decides. Kubernetes is the first that there is.</summary>
public interface IServerGroupProvider
{
    /// <summary>Opens a cluster in one region for a step of a stage. Nothing is called yet.</summary>
    /// <param name="region">The name of a setting of the kind <c>deployment-targets</c>.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="run">The run that the stage belongs to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageFailedException">There is no such setting, or the cluster cannot be meant there; the message says what to do.</exception>
    ValueTask<IServerGroups> OpenAsync(string region, ClusterReference cluster, StageRun run, CancellationToken cancellationToken);
}
