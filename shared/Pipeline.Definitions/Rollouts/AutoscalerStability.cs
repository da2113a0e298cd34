using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>When a HorizontalPodAutoscaler is stable (KubernetesHorizontalPodAutoscalerHandler): there are as many replicas as it wants.</summary>
internal static class AutoscalerStability
{
    public static Stability Of(JsonObject autoscaler)
    {
        var (current, desired) = (autoscaler.Status().Count("currentReplicas"), autoscaler.Status().Count("desiredReplicas"));
        return current == desired
            ? Stability.Stable($"It has the {desired} replicas that it wants.")
            : Stability.Unstable($"It wants {desired} replicas and has {current}.");
    }
}
