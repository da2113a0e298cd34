using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>Finds a pod's node.</summary>
internal static class PodScheduling
{
    /// <summary>Why no node takes the pod, in the scheduler's words; null when one does.</summary>
    public static string? Refusal(JsonObject pod, ControllerOptions options)
    {
        var containers = PodLife.All(pod, "containers").ToArray();
        double Sum(string resource) => containers.Sum(container => Quantity.Read(container["resources"]?["requests"]?[resource]?.ToString()));
        var count = options.Nodes.Count;
        var why = Sum("cpu") > options.NodeSize.Cores ? "Insufficient cpu"
            : Sum("memory") > options.NodeSize.MemoryBytes ? "Insufficient memory"
            : (pod["spec"]!["nodeSelector"] as JsonObject ?? []).Any(label => label.Key != "kubernetes.io/hostname" || !options.Nodes.Contains(label.Value!.ToString()))
                ? "node(s) didn't match Pod's node affinity/selector"
                : null;
        return why is null ? null : $"0/{count} nodes are available: {count} {why}. preemption: 0/{count} nodes are available: {count} No preemption victims found for incoming pod.";
    }

    /// <summary>The node of a pod.</summary>
    public static string NodeOf(JsonObject pod, ControllerOptions options) =>
        (string?)pod["spec"]!["nodeSelector"]?["kubernetes.io/hostname"] ?? options.Nodes[(int)((uint)pod.Name().GetHashCode(StringComparison.Ordinal) % (uint)options.Nodes.Count)];
}
