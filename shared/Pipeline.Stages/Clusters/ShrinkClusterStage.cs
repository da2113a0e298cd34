using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Deletes the server groups of a cluster, in each region, but for the newest (or largest) ones; those that may be serving are taken out of the traffic
/// first. What stages of this run have deployed, and newer groups, are left alone and count among those that remain (Spinnaker's shrinkCluster).
/// </summary>
/// <example>
/// <code>
/// - id: delete-old
///   type: cluster.shrink
///   with: { regions: [production], namespace: shop, cluster: web, shrinkToSize: 3 }
/// </code>
/// </example>
public sealed class ShrinkClusterStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<ShrinkClusterInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.shrink",
        Title = "Shrink cluster",
        KoreanTitle = "클러스터 - 서버 그룹 정리",
        StageClass = typeof(ShrinkClusterStage),
        Input = ClusterStagesJson.Default.ShrinkClusterInput,
        Create = services => new ShrinkClusterStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<ShrinkClusterInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var leaving = ClusterPlans.Each(regions, region => ClusterRules.ToDestroy(region.Groups, region.Deployed, input.ShrinkToSize, input.RetainLargerOverNewer, input.AllowDeleteActive));
        return new([ClusterPlans.Disable(leaving.Where(each => each.Group.IsActive)), ClusterPlans.Destroy(leaving)]);
    }
}

/// <summary>What <c>cluster.shrink</c> takes.</summary>
public sealed record ShrinkClusterInput : WholeClusterInput
{
    /// <summary>How many server groups are left in each region.</summary>
    [Range(0, 1000)]
    [JsonPropertyOrder(10)]
    public int ShrinkToSize { get; set; } = 1;

    /// <summary>Whether the largest are left rather than the newest.</summary>
    [JsonPropertyOrder(11)]
    public bool RetainLargerOverNewer { get; set; }

    /// <summary>Whether groups that may be serving are deleted too.</summary>
    [JsonPropertyOrder(12)]
    public bool AllowDeleteActive { get; set; }
}
