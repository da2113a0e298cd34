using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Traffic;

/// <summary>What becomes of the other ReplicaSets of a cluster once a new one is stable.</summary>
public static class ClusterPlan
{
    /// <summary>Decides for every ReplicaSet but the new one, in the order of their names.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="cluster">The ReplicaSets of the cluster in the namespace.</param>
    /// <param name="newest">The name of the new one.</param>
    /// <param name="selectors">The selectors of the Services that send traffic.</param>
    /// <remarks>
    /// Spinnaker disables what is disabled already and deletes what is not stable, ready pods or not (spinnaker/spinnaker#4523, #4422, orca#4728).
    /// Here one that has ready pods is never deleted by blue-green, and what is disabled or going already is left alone.
    /// </remarks>
    public static IReadOnlyList<ClusterAction> Decide(
        TrafficStrategy strategy, IEnumerable<JsonObject> cluster, string newest, IReadOnlyCollection<IReadOnlyDictionary<string, string>> selectors) =>
    [
        .. cluster
            .Where(each => each.NameOf() != newest && each["metadata"]?["deletionTimestamp"] is null)
            .OrderBy(each => each.NameOf(), StringComparer.Ordinal)
            .Select(each => Decide(strategy, each, selectors))
            .OfType<ClusterAction>(),
    ];

    private static ClusterAction? Decide(TrafficStrategy strategy, JsonObject replicaSet, IReadOnlyCollection<IReadOnlyDictionary<string, string>> selectors)
    {
        var isEnabled = selectors.Any(selector => TrafficRules.IsAttached(replicaSet, selector));
        return strategy switch
        {
            TrafficStrategy.Highlander => new(replicaSet.NameOf(), isEnabled, IsDeleted: true),
            TrafficStrategy.BlueGreen when WasNeverReady(replicaSet) => new(replicaSet.NameOf(), isEnabled, IsDeleted: true),
            TrafficStrategy.BlueGreen or TrafficStrategy.RollingRedBlack when isEnabled => new(replicaSet.NameOf(), IsDisabled: true, IsDeleted: false),
            _ => null,
        };
    }

    /// <summary>Wants pods and has not one that is ready: a deploy that failed.</summary>
    private static bool WasNeverReady(JsonObject replicaSet) => ReplicasOf(replicaSet) > 0 && Status(replicaSet, "readyReplicas") == 0;

    /// <summary>How many pods a workload wants.</summary>
    public static long ReplicasOf(JsonObject workload) => ManifestFields.Number((workload["spec"] as JsonObject)?["replicas"]) ?? 1;

    private static long Status(JsonObject replicaSet, string name) => ManifestFields.Number((replicaSet["status"] as JsonObject)?[name]) ?? 0;
}

/// <summary>What becomes of one ReplicaSet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDisabled">Whether its pods are taken out of the Services.</param>
/// <param name="IsDeleted">Whether it is deleted, after that.</param>
public sealed record ClusterAction(string Name, bool IsDisabled, bool IsDeleted);
