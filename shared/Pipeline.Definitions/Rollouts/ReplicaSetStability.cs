using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>When a ReplicaSet is stable (KubernetesReplicaSetHandler): as many replicas as asked for are labelled, available and ready, and none is too many.</summary>
internal static class ReplicaSetStability
{
    public static Stability Of(JsonObject replicaSet)
    {
        if (!replicaSet.IsObserved())
            return Stability.Unstable("The controller has not seen the newest specification yet.");

        var desired = replicaSet.Spec().Count("replicas", 1);
        var status = replicaSet.Status();
        foreach (var (field, what) in new[] { ("fullyLabeledReplicas", "labelled"), ("availableReplicas", "available"), ("readyReplicas", "ready") })
        {
            if (status.Count(field) is var count && count < desired)
                return Stability.Unstable(StatusFields.Of(count, desired, what));
        }

        return status.Count("replicas") is var all && all > desired
            ? Stability.Unstable($"There are {all} replicas instead of {desired}.")
            : Stability.Stable(StatusFields.Of(status.Count("availableReplicas"), desired, "available"));
    }
}
