using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Reads how pods are.</summary>
internal static class PodStates
{
    /// <summary>Whether it counts as one that runs or will.</summary>
    public static bool IsActive(this JsonObject pod) => !pod.IsDeleting() && pod.Phase() is not ("Succeeded" or "Failed");

    public static string Phase(this JsonObject pod) => (string?)pod["status"]?["phase"] ?? "Pending";

    public static bool IsReady(this JsonObject pod) => ReadyCondition(pod) is { } ready && (string?)ready["status"] == "True";

    /// <summary>Whether it has been ready for so long.</summary>
    public static bool IsAvailable(this JsonObject pod, int minReadySeconds, DateTimeOffset now) =>
        pod.IsReady() && (minReadySeconds == 0 || ClusterObjects.Time(ReadyCondition(pod)!["lastTransitionTime"]) + TimeSpan.FromSeconds(minReadySeconds) <= now);

    /// <summary>When the next of these becomes available by time alone; null when none does.</summary>
    public static TimeSpan? NextAvailable(IEnumerable<JsonObject> pods, int minReadySeconds, DateTimeOffset now) => minReadySeconds == 0 ? null : pods
        .Where(pod => pod.IsReady() && !pod.IsAvailable(minReadySeconds, now))
        .Select(pod => (TimeSpan?)(ClusterObjects.Time(ReadyCondition(pod)!["lastTransitionTime"])!.Value + TimeSpan.FromSeconds(minReadySeconds) - now))
        .Min();

    private static JsonNode? ReadyCondition(JsonObject pod) =>
        (pod["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == "Ready");
}
