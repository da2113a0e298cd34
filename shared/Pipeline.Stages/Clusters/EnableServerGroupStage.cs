using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Sends traffic to a server group in each region, and lets its autoscaler scale it again if it was suspended. The stage ends when enough of its
/// instances are healthy and get traffic (Spinnaker's enableServerGroup). What is enabled already stays so.
/// </summary>
/// <example>
/// <code>
/// - id: enable
///   type: cluster.enable-server-group
///   with: { regions: [production], namespace: shop, cluster: web, serverGroup: previous }
/// </code>
/// </example>
public sealed class EnableServerGroupStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<EnableServerGroupInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.enable-server-group",
        Title = "Enable server group",
        KoreanTitle = "클러스터 - 서버 그룹 활성화",
        StageClass = typeof(EnableServerGroupStage),
        Input = ClusterStagesJson.Default.EnableServerGroupInput,
        Create = services => new EnableServerGroupStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<EnableServerGroupInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken) =>
        new([ClusterPlans.Enable(regions.Select(region => (region.Region, region.Find(execution.Input.ServerGroup))), execution.Input.TargetHealthyPercentage)]);
}

/// <summary>What <c>cluster.enable-server-group</c> takes.</summary>
public sealed record EnableServerGroupInput : ServerGroupInput
{
    /// <summary>How many percent of the instances wanted have to be healthy and get traffic, rounded up.</summary>
    [Range(0, 100)]
    [JsonPropertyOrder(10)]
    public int TargetHealthyPercentage { get; set; } = 100;
}
