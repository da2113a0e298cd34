using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Keeps what an autoscaler scales within its bounds. Nothing is measured here, so within them nothing is scaled.</summary>
internal sealed class AutoscalerController(ClusterObjects cluster) : IController
{
    public string Kind => "HorizontalPodAutoscaler";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        var reference = item["spec"]!["scaleTargetRef"]!;
        var kind = (string)reference["kind"]!;
        if (item.IsDeleting() || kind is not ("Deployment" or "ReplicaSet" or "StatefulSet") || cluster.Find(kind, item.Namespace(), (string)reference["name"]!) is not { } target)
            return null;

        var current = (int?)target["spec"]!["replicas"] ?? 1;

        // Nothing that somebody has scaled to nothing is scaled.
        var desired = current == 0 ? 0 : Math.Clamp(current, (int?)item["spec"]!["minReplicas"] ?? 1, (int)item["spec"]!["maxReplicas"]!);
        if (desired != current)
            cluster.Change(target, present => present["spec"]!["replicas"] = desired);
        cluster.SetStatus(item, new() { ["currentReplicas"] = (int?)target["status"]?["replicas"] ?? 0, ["desiredReplicas"] = desired });
        return null;
    }
}
