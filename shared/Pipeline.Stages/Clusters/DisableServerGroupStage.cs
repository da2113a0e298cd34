using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Takes a server group out of the traffic in each region and suspends its autoscaler; its instances run on. The stage ends when none of them gets
/// traffic (Spinnaker's disableServerGroup). What is disabled already stays so.
/// </summary>
/// <example>
/// <code>
/// - id: disable
///   type: cluster.disable-server-group
///   with: { regions: [production], namespace: shop, cluster: web, serverGroup: previous, trafficGuard: true }
/// </code>
/// </example>
public sealed class DisableServerGroupStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<DisableServerGroupInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.disable-server-group",
        Title = "Disable server group",
        KoreanTitle = "클러스터 - 서버 그룹 비활성화",
        StageClass = typeof(DisableServerGroupStage),
        Input = ClusterStagesJson.Default.DisableServerGroupInput,
        Create = services => new DisableServerGroupStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<DisableServerGroupInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var chosen = ClusterPlans.Chosen(regions, execution.Input.ServerGroup, execution.Input.TrafficGuard);
        return new([ClusterPlans.Disable(chosen)]);
    }
}

/// <summary>What <c>cluster.disable-server-group</c> takes.</summary>
public sealed record DisableServerGroupInput : ServerGroupInput
{
    /// <summary>Whether the stage refuses to take the last server group out of the traffic that may be serving.</summary>
    [JsonPropertyOrder(10)]
    public bool TrafficGuard { get; set; }
}
