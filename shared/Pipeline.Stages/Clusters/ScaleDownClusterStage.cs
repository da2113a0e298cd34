using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Scales the server groups of a cluster down to no instances, in each region, but for the newest (or largest) ones. What stages of this run have deployed,
/// and newer groups, are left alone and count among those that remain (Spinnaker's scaleDownCluster).
/// </summary>
/// <example>
/// <code>
/// - id: scale-down-old
///   type: cluster.scale-down
///   with: { regions: [production], namespace: shop, cluster: web, remainingFullSizeServerGroups: 2 }
/// </code>
/// </example>
public sealed class ScaleDownClusterStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<ScaleDownClusterInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.scale-down",
        Title = "Scale down cluster",
        KoreanTitle = "클러스터 - 축소",
        StageClass = typeof(ScaleDownClusterStage),
        Input = ClusterStagesJson.Default.ScaleDownClusterInput,
        Create = services => new ScaleDownClusterStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<ScaleDownClusterInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var small = ClusterPlans.Each(regions, region => ClusterRules.ToScaleDown(region.Groups, region.Deployed, input.RemainingFullSizeServerGroups, input.PreferLargerOverNewer, input.AllowScaleDownActive));
        return new([ClusterPlans.Resize(small.Where(each => each.Group.Capacity.Desired > 0 || each.Group.Instances > 0).Select(each => (each.Region, each.Group, each.Group.Capacity with { Min = 0, Desired = 0, Max = 0 })))]);
    }
}

/// <summary>What <c>cluster.scale-down</c> takes.</summary>
public sealed record ScaleDownClusterInput : WholeClusterInput
{
    /// <summary>How many server groups keep their size in each region.</summary>
    [Range(0, 1000)]
    [JsonPropertyOrder(10)]
    public int RemainingFullSizeServerGroups { get; set; } = 1;

    /// <summary>Whether the largest keep their size rather than the newest.</summary>
    [JsonPropertyOrder(11)]
    public bool PreferLargerOverNewer { get; set; }

    /// <summary>Whether groups that may be serving are scaled down too.</summary>
    [JsonPropertyOrder(12)]
    public bool AllowScaleDownActive { get; set; }
}
