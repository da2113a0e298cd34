using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Says how far a Deployment's rollout is.</summary>
internal sealed class DeploymentStatus(ClusterObjects cluster)
{
    /// <summary>Writes it.</summary>
    /// <param name="item">The Deployment.</param>
    /// <param name="current">The uid of the ReplicaSet of its template; null when there is none yet.</param>
    /// <param name="now">The moment.</param>
    /// <param name="complete">Called when the rollout is complete.</param>
    /// <returns>When its deadline is to be looked at.</returns>
    public TimeSpan? Write(JsonObject item, string? current, DateTimeOffset now, Action complete)
    {
        var sets = cluster.Owned("ReplicaSet", item);
        var wanted = DeploymentController.Replicas(item);
        int Sum(string field, bool onlyCurrent = false) => sets.Where(set => !onlyCurrent || set.Uid() == current).Sum(set => (int?)set["status"]?[field] ?? 0);
        var (replicas, updated, ready, available) = (Sum("replicas"), Sum("replicas", onlyCurrent: true), Sum("readyReplicas"), Sum("availableReplicas"));
        var before = item["status"] as JsonObject ?? [];
        var status = new JsonObject
        {
            ["observedGeneration"] = item["metadata"]!["generation"]?.DeepClone(),
            ["replicas"] = replicas,
            ["updatedReplicas"] = updated,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = available,
            ["unavailableReplicas"] = Math.Max(0, sets.Sum(DeploymentController.Replicas) - available),
        };
        var isComplete = updated == wanted && replicas == wanted && available >= wanted && current is not null;
        var unavailable = Quantity.Share(item["spec"]!["strategy"]?["rollingUpdate"]?["maxUnavailable"], wanted, roundsUp: false);
        var serves = available >= wanted - unavailable;
        var (progressing, again) = Progressing(item, before, status, isComplete, now);
        status["conditions"] = new JsonArray(
            Condition(
                before, "Available", serves ? "True" : "False", serves ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                serves ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now, isProgress: false),
            progressing);
        cluster.SetStatus(item, status);
        if (isComplete)
            complete();
        return again;
    }

    private static (JsonObject Condition, TimeSpan? Again) Progressing(JsonObject item, JsonObject before, JsonObject status, bool isComplete, DateTimeOffset now)
    {
        if ((bool?)item["spec"]!["paused"] is true)
            return (Condition(before, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", now, isProgress: false), null);
        if (isComplete)
            return (Condition(before, "Progressing", "True", "NewReplicaSetAvailable", $"ReplicaSet of \"{item.Name()}\" has successfully progressed.", now, isProgress: false), null);

        var last = (before["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == "Progressing");
        var isNew = !JsonNode.DeepEquals(before["observedGeneration"], status["observedGeneration"]) || last is null;
        bool Rose(string field) => ((int?)status[field] ?? 0) > ((int?)before[field] ?? 0);
        var isProgress = isNew || Rose("updatedReplicas") || Rose("readyReplicas") || Rose("availableReplicas")
            || ((int?)status["replicas"] ?? 0) - ((int?)status["updatedReplicas"] ?? 0) < ((int?)before["replicas"] ?? 0) - ((int?)before["updatedReplicas"] ?? 0);
        var deadline = TimeSpan.FromSeconds((int?)item["spec"]!["progressDeadlineSeconds"] ?? 600);
        var since = isProgress ? now : ClusterObjects.Time(last!["lastUpdateTime"]) ?? now;

        // Once it has been exceeded it stays so until something moves: the condition's own moment is no progress.
        var isExceeded = !isProgress && ((string?)last!["reason"] == "ProgressDeadlineExceeded" || now - since >= deadline);
        return isExceeded
            ? (Condition(before, "Progressing", "False", "ProgressDeadlineExceeded", $"ReplicaSet of \"{item.Name()}\" has timed out progressing.", now, isProgress: false), null)
            : (Condition(before, "Progressing", "True", "ReplicaSetUpdated", $"ReplicaSet of \"{item.Name()}\" is progressing.", now, isProgress), since + deadline - now);
    }

    private static JsonObject Condition(JsonObject before, string type, string status, string reason, string message, DateTimeOffset now, bool isProgress)
    {
        var last = (before["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type);
        var stamp = ClusterObjects.Stamp(now);
        var isSame = last is not null && (string?)last["status"] == status && (string?)last["reason"] == reason;
        return new()
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["lastUpdateTime"] = isSame && !isProgress ? (string?)last!["lastUpdateTime"] : stamp,
            ["lastTransitionTime"] = last is not null && (string?)last["status"] == status ? (string?)last["lastTransitionTime"] : stamp,
        };
    }
}
