using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Takes the server groups of a cluster out of the traffic, in each region, but for the newest (or largest) ones. What stages of this run have deployed,
/// and newer groups, are left alone and count among those that remain (Spinnaker's disableCluster).
/// </summary>
/// <example>
/// <code>
/// - id: disable-old
///   type: cluster.disable
///   with: { regions: [korea, japan], namespace: shop, cluster: web, remainingEnabledServerGroups: 1 }
/// </code>
/// </example>
public sealed class DisableClusterStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<DisableClusterInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.disable",
        Title = "Disable cluster",
        KoreanTitle = "클러스터 - 비활성화",
        StageClass = typeof(DisableClusterStage),
        Input = ClusterStagesJson.Default.DisableClusterInput,
        Create = services => new DisableClusterStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<DisableClusterInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        return new([ClusterPlans.Disable(ClusterPlans.Each(regions, region => ClusterRules.ToDisable(region.Groups, region.Deployed, input.RemainingEnabledServerGroups, input.PreferLargerOverNewer)))]);
    }
}

/// <summary>What <c>cluster.disable</c> takes.</summary>
public sealed record DisableClusterInput : WholeClusterInput
{
    /// <summary>How many server groups stay enabled in each region.</summary>
    [Range(0, 1000)]
    [JsonPropertyOrder(10)]
    public int RemainingEnabledServerGroups { get; set; } = 1;

    /// <summary>Whether the largest stay enabled rather than the newest.</summary>
    [JsonPropertyOrder(11)]
    public bool PreferLargerOverNewer { get; set; }
}
