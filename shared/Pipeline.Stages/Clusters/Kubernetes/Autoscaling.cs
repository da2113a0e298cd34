using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>
/// How the autoscaler of a server group is suspended and set. An autoscaler cannot be switched off in Kubernetes, so that a suspended one is pinned: its
/// bounds are both the size that the group has, and an annotation keeps those that it is to have again.
/// </summary>
internal static class Autoscaling
{
    /// <summary>The annotation that keeps the bounds of a suspended autoscaler, for example <c>2-6</c>.</summary>
    public static string SuspendedAnnotation { get; } = MarkNames.Our("autoscaling", "suspended");

    /// <summary>The size of a workload, with the bounds of its autoscaler, also of a suspended one.</summary>
    public static Capacity CapacityOf(JsonObject workload, JsonObject? autoscaler)
    {
        var desired = Number(workload["spec"]?["replicas"]) ?? 1;
        if (autoscaler is null)
            return new(desired, desired, desired);
        var (min, max) = SuspendedOf(autoscaler) ?? BoundsOf(autoscaler);
        return new(min, desired, max);
    }

    /// <summary>A patch that pins the autoscaler to a size; null when it is so.</summary>
    public static JsonObject? Suspend(JsonObject autoscaler, int size)
    {
        var pinned = Math.Max(size, 1);
        if (SuspendedOf(autoscaler) is not null && BoundsOf(autoscaler) == (pinned, pinned))
            return null;
        var (min, max) = SuspendedOf(autoscaler) ?? BoundsOf(autoscaler);
        return Patch(pinned, pinned, $"{min}-{max}");
    }

    /// <summary>A patch that gives the autoscaler its bounds back; null when it was not suspended.</summary>
    public static JsonObject? Resume(JsonObject autoscaler) =>
        SuspendedOf(autoscaler) is { } bounds ? Patch(bounds.Min, bounds.Max, null) : null;

    /// <summary>A patch that sets the bounds, which come into force later where the autoscaler is suspended; null when they are so, or nothing is left to scale.</summary>
    public static JsonObject? Resize(JsonObject autoscaler, Capacity capacity)
    {
        if (capacity.Max < 1)
            return null; // Kubernetes leaves what has no replicas alone, and the bounds are those that it is to have again.
        var bounds = (Min: Math.Max(capacity.Min, 1), Max: Math.Max(capacity.Max, 1));
        if (SuspendedOf(autoscaler) is not { } kept)
            return BoundsOf(autoscaler) == bounds ? null : Patch(bounds.Min, bounds.Max, null);
        var pinned = Math.Max(capacity.Desired, 1);
        return kept == bounds && BoundsOf(autoscaler) == (pinned, pinned) ? null : Patch(pinned, pinned, $"{bounds.Min}-{bounds.Max}");
    }

    private static JsonObject Patch(int min, int max, string? suspended) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SuspendedAnnotation] = suspended } },
        ["spec"] = new JsonObject { ["minReplicas"] = min, ["maxReplicas"] = max },
    };

    private static (int Min, int Max) BoundsOf(JsonObject autoscaler) => (Number(autoscaler["spec"]?["minReplicas"]) ?? 1, Number(autoscaler["spec"]?["maxReplicas"]) ?? 1);

    private static (int Min, int Max)? SuspendedOf(JsonObject autoscaler) =>
        autoscaler.AnnotationOf(SuspendedAnnotation)?.Split('-') is [var low, var high] && int.TryParse(low, out var min) && int.TryParse(high, out var max) ? (min, max) : null;

    private static int? Number(JsonNode? node) => node?.GetValueKind() is JsonValueKind.Number ? (int)node.AsValue().GetValue<double>() : null;
}
