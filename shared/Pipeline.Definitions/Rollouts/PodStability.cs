using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Rollouts;

/// <summary>When a bare Pod is stable (KubernetesPodHandler): it runs or has run to its end. One that failed will not run again, which the original waits for.</summary>
internal static class PodStability
{
    public static Stability Of(JsonObject pod) => pod.Status().TextOf("phase") switch
    {
        "Running" => Stability.Stable("It is running."),
        "Succeeded" => Stability.Stable("It has ended well."),
        "Failed" => Stability.Failed(pod.Status().TextOf("message") is { Length: > 0 } message ? $"The pod failed: {message}" : "The pod failed."),
        "Unknown" => Stability.Unstable("Its node does not answer."),
        _ => Stability.Unstable("It has not started yet."),
    };
}
