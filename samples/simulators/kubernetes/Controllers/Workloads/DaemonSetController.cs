using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Keeps a pod of a DaemonSet on every node.</summary>
internal sealed class DaemonSetController(ClusterObjects cluster, ControllerOptions options) : IController
{
    public string Kind => "DaemonSet";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return null;

        cluster.Adopt("Pod", item);
        var update = ControllerRevisions.Current(cluster, item);
        var pods = cluster.Owned("Pod", item);
        foreach (var node in options.Nodes.Where(node => !pods.Any(pod => NodeOf(pod) == node)))
            Create(item, node, update);
        if ((string?)item["spec"]!["updateStrategy"]?["type"] != "OnDelete")
            Roll(item, [.. pods.Where(pod => pod.IsActive())], update);

        var active = cluster.Owned("Pod", item).Where(pod => pod.IsActive()).ToArray();
        var ready = active.Count(pod => pod.IsReady());
        cluster.SetStatus(item, new()
        {
            ["observedGeneration"] = item["metadata"]!["generation"]?.DeepClone(),
            ["desiredNumberScheduled"] = options.Nodes.Count,
            ["currentNumberScheduled"] = active.Length,
            ["updatedNumberScheduled"] = active.Count(pod => ControllerRevisions.Of(pod) == update),
            ["numberReady"] = ready,
            ["numberAvailable"] = ready,
            ["numberUnavailable"] = options.Nodes.Count - ready,
            ["numberMisscheduled"] = 0,
        });
        return null;
    }

    private void Roll(JsonObject item, JsonObject[] pods, string update)
    {
        var most = Math.Max(1, Quantity.Share(item["spec"]!["updateStrategy"]?["rollingUpdate"]?["maxUnavailable"] ?? 1, options.Nodes.Count, roundsUp: true));
        var unavailable = options.Nodes.Count - pods.Count(pod => pod.IsReady());
        foreach (var pod in pods.Where(pod => ControllerRevisions.Of(pod) != update).OrderBy(pod => pod.IsReady()))
        {
            if (pod.IsReady() && ++unavailable > most)
                return;
            cluster.Delete(pod);
        }
    }

    private void Create(JsonObject item, string node, string revision)
    {
        var pod = PodTemplates.Pod(item["spec"]!["template"]!, $"{item.Name()}-{PodTemplates.Suffix()}");
        if (pod.Metadata()["labels"] is not JsonObject labels)
            pod.Metadata()["labels"] = labels = [];
        labels[ControllerRevisions.HashLabel] = revision;
        pod["spec"]!["nodeName"] = node;
        cluster.Create("Pod", item, pod);
    }

    private static string? NodeOf(JsonObject pod) => (string?)pod["spec"]?["nodeName"];
}
