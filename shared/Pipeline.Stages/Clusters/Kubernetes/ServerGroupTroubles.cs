using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>Finds a pod of a server group that will not become healthy, by the rules that deploys fail fast by.</summary>
internal static class ServerGroupTroubles
{

    public static async Task<StageError?> FindAsync(
        IKubernetesClient client, JsonObject workload, NamespaceObjects objects, DateTimeOffset since, TimeSpan grace, DateTimeOffset now, IStageLog log, CancellationToken cancellationToken)
    {
        foreach (var pod in objects.PodsOf(workload))
        {
            if (SuspectPod.Of(pod, since, grace) is not { } suspect || suspect.CountsAt > now)
                continue;

            var events = suspect.Trouble is null ? await client.ListEventsAsync(suspect.Reference, suspect.Pod.UidOf(), cancellationToken) : null;
            var trouble = suspect.Trouble ?? PodTroubles.Of(suspect.Pod, events, suspect.MayRetry);
            if (trouble is null || trouble.CountsAt(suspect.Pod.CreatedAtOf(), since, grace) > now)
                continue;

            var details = await PodEvidence.CollectAsync(client, suspect with { Trouble = trouble }, cancellationToken);
            PodEvidence.Write(details, log);
            return new StageError("pod-failed", $"{workload.TitleOf()} does not become healthy: pod {suspect.Pod.NameOf()}: {trouble.Message}", details);
        }

        return null;
    }
}
