using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Keeps as many pods as a ReplicaSet wants.</summary>
internal sealed class ReplicaSetController(ClusterObjects cluster) : IController
{
    public string Kind => "ReplicaSet";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return null;

        cluster.Adopt("Pod", item);
        var active = cluster.Owned("Pod", item).Where(pod => pod.IsActive()).ToList();
        var wanted = (int?)item["spec"]!["replicas"] ?? 1;
        for (var missing = wanted - active.Count; missing > 0; missing--)
            active.Add(cluster.Create("Pod", item, PodTemplates.Pod(item["spec"]!["template"]!, $"{item.Name()}-{PodTemplates.Suffix()}")));

        // Those that are not ready go first, then the youngest.
        foreach (var pod in active.OrderBy(pod => pod.IsReady()).ThenByDescending(pod => (string?)pod["metadata"]!["creationTimestamp"], StringComparer.Ordinal).Take(active.Count - wanted).ToArray())
        {
            active.Remove(pod);
            cluster.Delete(pod);
        }

        var minReady = (int?)item["spec"]!["minReadySeconds"] ?? 0;
        var labels = item["spec"]!["template"]?["metadata"]?["labels"] as JsonObject ?? [];
        cluster.SetStatus(item, new()
        {
            ["replicas"] = active.Count,
            ["fullyLabeledReplicas"] = active.Count(pod => labels.All(label => pod.Labels().GetValueOrDefault(label.Key) == label.Value?.ToString())),
            ["readyReplicas"] = active.Count(pod => pod.IsReady()),
            ["availableReplicas"] = active.Count(pod => pod.IsAvailable(minReady, now)),
            ["observedGeneration"] = item["metadata"]!["generation"]?.DeepClone(),
        });
        return PodStates.NextAvailable(active, minReady, now);
    }
}
