using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>Server groups of Kubernetes: the versioned ReplicaSets of a cluster, or a Deployment. A region is a deployment target.</summary>
public sealed class KubernetesServerGroupProvider(IDeploymentTargets targets, VersionReservations reservations, TimeProvider time) : IServerGroupProvider
{
    private static readonly string[] Kinds = ["ReplicaSet", "Deployment"];

    /// <inheritdoc/>
    public async ValueTask<IServerGroups> OpenAsync(string region, ClusterReference cluster, StageRun run, CancellationToken cancellationToken)
    {
        var words = cluster.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = words.Length == 1 ? Kinds[0] : Kinds.FirstOrDefault(each => words.Length == 2 && each.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (kind is null)
            throw new StageFailedException(new StageError("invalid-input", $"cluster: '{cluster.Name}' is no cluster of server groups. Write for example 'web' for ReplicaSets, or 'deployment web'."));

        var target = await targets.OpenAsync(region, run, cancellationToken);
        try
        {
            var scope = cluster.Namespace ?? target.DefaultNamespace;
            target.CheckNamespace(scope);
            return new KubernetesServerGroups(target, new(kind, scope, cluster.Application, DynamicSelection.ClusterOf(kind, cluster.Name), words[^1]), run, reservations, time);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}

/// <summary>A cluster in a namespace.</summary>
/// <param name="Kind">The kind of its server groups.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Application">The application.</param>
/// <param name="Cluster">The cluster as annotations name it, for example <c>replicaSet web</c>.</param>
/// <param name="Name">The name without version.</param>
internal sealed record KubernetesCluster(string Kind, string Namespace, string Application, string Cluster, string Name);
