using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Keeps the numbered pods of a StatefulSet: made in order, updated from the last to the first.</summary>
internal sealed class StatefulSetController(ClusterObjects cluster) : IController
{
    public string Kind => "StatefulSet";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return null;

        cluster.Adopt("Pod", item);
        var update = ControllerRevisions.Current(cluster, item);
        var current = (string?)item["status"]?["currentRevision"] ?? update;
        var wanted = (int?)item["spec"]!["replicas"] ?? 1;
        var pods = cluster.Owned("Pod", item).ToDictionary(Ordinal);
        var isOrdered = (string?)item["spec"]!["podManagementPolicy"] != "Parallel";
        Take(item, pods, wanted, update, current, isOrdered);

        pods = cluster.Owned("Pod", item).Where(pod => !pod.IsDeleting()).ToDictionary(Ordinal);
        var updated = pods.Values.Count(pod => ControllerRevisions.Of(pod) == update);
        var ready = pods.Values.Count(pod => pod.IsReady());
        var isDone = updated == wanted && pods.Count == wanted && ready == wanted;
        cluster.SetStatus(item, new()
        {
            ["observedGeneration"] = item["metadata"]!["generation"]?.DeepClone(),
            ["replicas"] = pods.Count,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["updatedReplicas"] = updated,
            ["currentReplicas"] = isDone ? updated : pods.Values.Count(pod => ControllerRevisions.Of(pod) == current),
            ["currentRevision"] = isDone ? update : current,
            ["updateRevision"] = update,
            ["collisionCount"] = 0,
        });
        return null;
    }

    private void Take(JsonObject item, Dictionary<int, JsonObject> pods, int wanted, string update, string current, bool isOrdered)
    {
        var strategy = item["spec"]!["updateStrategy"];
        var isRolling = (string?)strategy?["type"] != "OnDelete";
        var partition = isRolling ? (int?)strategy?["rollingUpdate"]?["partition"] ?? 0 : int.MaxValue;
        for (var ordinal = 0; ordinal < wanted; ordinal++)
        {
            if (!pods.TryGetValue(ordinal, out var pod))
            {
                Create(item, ordinal, ordinal >= partition || current == update || !isRolling ? update : current, current);
                if (isOrdered)
                    return;
            }
            else if (isOrdered && !pod.IsReady() && ControllerRevisions.Of(pod) == update)
            {
                return; // the next waits for this one
            }
        }

        foreach (var (_, pod) in pods.Where(pod => pod.Key >= wanted).OrderByDescending(pod => pod.Key))
        {
            cluster.Delete(pod);
            if (isOrdered)
                return;
        }

        if (!isRolling)
            return;
        foreach (var (_, pod) in pods.Where(pod => pod.Key >= partition).OrderByDescending(pod => pod.Key))
        {
            if (ControllerRevisions.Of(pod) != update)
            {
                cluster.Delete(pod);
                return;
            }

            if (!pod.IsReady())
                return;
        }
    }

    private void Create(JsonObject item, int ordinal, string revision, string current)
    {
        var template = item["spec"]!["template"]!;
        if (revision == current && cluster.Find("ControllerRevision", item.Namespace(), revision)?["data"]?["spec"]?["template"] is JsonObject kept)
        {
            template = kept.DeepClone();
            ((JsonObject)template).Remove("$patch");
        }

        var pod = PodTemplates.Pod(template, $"{item.Name()}-{ordinal}");
        if (pod.Metadata()["labels"] is not JsonObject labels)
            pod.Metadata()["labels"] = labels = [];
        labels[ControllerRevisions.HashLabel] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = pod.Name();
        cluster.Create("Pod", item, pod);
    }

    private static int Ordinal(JsonObject pod) => int.Parse(pod.Name()[(pod.Name().LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}
