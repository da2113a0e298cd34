using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>
/// When a StatefulSet is stable (KubernetesStatefulSetHandler): as many replicas as asked for are there, ready and of the newest revision, those below
/// the partition aside. With the strategy OnDelete nothing is awaited, since only people update its pods.
/// </summary>
internal static class StatefulSetStability
{
    public static Stability Of(JsonObject statefulSet)
    {
        var strategy = statefulSet.Spec()?["updateStrategy"] as JsonObject;
        if (strategy.TextOf("type") is "OnDelete")
            return Stability.Stable("Its pods are updated when somebody deletes them (OnDelete).");
        if (!statefulSet.IsObserved())
            return Stability.Unstable("The controller has not seen the newest specification yet.");

        var desired = statefulSet.Spec().Count("replicas", 1);
        var status = statefulSet.Status();
        if (status.Count("replicas") is var all && all != desired)
            return Stability.Unstable(all < desired ? StatusFields.Of(all, desired, "there") : $"There are {all} replicas instead of {desired}.");
        if (status.Count("readyReplicas") is var ready && ready < desired)
            return Stability.Unstable(StatusFields.Of(ready, desired, "ready"));
        if (strategy?["rollingUpdate"] is JsonObject rolling && rolling.ContainsKey("partition"))
            return Partitioned(status, desired, rolling.Count("partition"));
        if (status.Count("currentReplicas") is var current && current < desired)
            return Stability.Unstable(StatusFields.Of(current, desired, "of the current revision"));
        return status.TextOf("currentRevision") == status.TextOf("updateRevision")
            ? Stability.Stable(StatusFields.Of(ready, desired, "ready"))
            : Stability.Unstable(StatusFields.Of(status.Count("updatedReplicas"), desired, "updated"));
    }

    private static Stability Partitioned(JsonObject? status, int desired, int partition)
    {
        var wanted = Math.Max(desired - partition, 0);
        var updated = status.Count("updatedReplicas");

        // Replicas that are scaled down or not changed at all are of the current revision, which then is the newest.
        var isUnchanged = status.TextOf("updateRevision") is { } revision && revision == status.TextOf("currentRevision");
        return updated >= wanted || isUnchanged
            ? Stability.Stable(StatusFields.Of(isUnchanged ? wanted : updated, wanted, "updated and ready"))
            : Stability.Unstable(StatusFields.Of(updated, wanted, "updated"));
    }
}
