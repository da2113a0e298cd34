using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Definitions.Rollouts;

/// <summary>
/// When an object is stable, by its kind (clouddriver's handlers; reference C6). Kinds without a rule are stable as soon as they are there. No rule
/// knows time: whoever waits decides for how long.
/// </summary>
public static class StabilityRules
{
    private static readonly Dictionary<(string Group, string Kind), Func<JsonObject, Stability>> Rules = new()
    {
        [("apps", "Deployment")] = DeploymentStability.Of,
        [("apps", "ReplicaSet")] = ReplicaSetStability.Of,
        [("apps", "StatefulSet")] = StatefulSetStability.Of,
        [("apps", "DaemonSet")] = DaemonSetStability.Of,
        [("batch", "Job")] = JobStability.Of,
        [("", "Pod")] = PodStability.Of,
        [("autoscaling", "HorizontalPodAutoscaler")] = AutoscalerStability.Of,
    };

    /// <summary>Whether objects of a kind take time to become stable.</summary>
    public static bool TakesTime(string group, string kind) => Rules.ContainsKey((group, kind));

    /// <summary>How far an object is.</summary>
    /// <param name="item">The object as the API server has it.</param>
    public static Stability Of(JsonObject item)
    {
        if (item["metadata"]?["deletionTimestamp"] is not null)
            return Stability.Failed("It is being deleted.");
        if (!Rules.TryGetValue((item.GroupOf(), item.KindOf()), out var rule))
            return Stability.Stable("It is there.");
        return item.Status() is null ? Stability.Unstable("The cluster has not reported on it yet.") : rule(item);
    }
}
