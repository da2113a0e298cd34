using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>
/// When a DaemonSet is stable (KubernetesDaemonSetHandler): its pod is updated, available and ready on every node that it wants. With the strategy
/// OnDelete nothing is awaited, since only people update its pods.
/// </summary>
internal static class DaemonSetStability
{
    public static Stability Of(JsonObject daemonSet)
    {
        if ((daemonSet.Spec()?["updateStrategy"] as JsonObject).TextOf("type") is "OnDelete")
            return Stability.Stable("Its pods are updated when somebody deletes them (OnDelete).");
        if (!daemonSet.IsObserved())
            return Stability.Unstable("The controller has not seen the newest specification yet.");

        var status = daemonSet.Status();
        var desired = status.Count("desiredNumberScheduled");
        foreach (var (field, what) in new[] { ("updatedNumberScheduled", "updated"), ("numberAvailable", "available"), ("numberReady", "ready") })
        {
            if (status.Count(field) is var count && count < desired)
                return Stability.Unstable(StatusFields.Of(count, desired, what, "pod"));
        }

        return Stability.Stable(StatusFields.Of(status.Count("numberReady"), desired, "ready", "pod"));
    }
}
