using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// What a cluster is known by, whichever setting leads to it: the uid of its namespace <c>kube-system</c>, as is usual. Where that may not be read, the
/// application's setting is all that is known, and two settings that lead to one cluster count as two.
/// </summary>
internal static class ClusterIdentity
{
    /// <summary>The identity.</summary>
    public static async ValueTask<string> OfAsync(DeploymentTargetClient target, StageRun run, CancellationToken cancellationToken)
    {
        try
        {
            if ((await target.Client.FindAsync(new("v1", "Namespace", null, "kube-system"), cancellationToken))?.UidOf() is { } uid)
                return $"cluster:{uid}";
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.Forbidden)
        {
            // The setting's name stands in for it.
        }

        return $"target:{run.Application}:{target.Name}";
    }
}
