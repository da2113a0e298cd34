using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Takes a server group out of the traffic in each region, and then deletes it with its instances and with the autoscaler that came with it
/// (Spinnaker's destroyServerGroup).
/// </summary>
/// <example>
/// <code>
/// - id: destroy
///   type: cluster.destroy-server-group
///   with: { regions: [production], namespace: shop, cluster: web, serverGroup: oldest, trafficGuard: true }
/// </code>
/// </example>
public sealed class DestroyServerGroupStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<DestroyServerGroupInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.destroy-server-group",
        Title = "Destroy server group",
        KoreanTitle = "클러스터 - 서버 그룹 삭제",
        StageClass = typeof(DestroyServerGroupStage),
        Input = ClusterStagesJson.Default.DestroyServerGroupInput,
        Create = services => new DestroyServerGroupStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<DestroyServerGroupInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var chosen = ClusterPlans.Chosen(regions, execution.Input.ServerGroup, execution.Input.TrafficGuard);
        return new([
            ClusterPlans.Disable(execution.Input.SkipDisableBeforeDestroy ? [] : chosen.Where(each => each.Group.IsActive)),
            ClusterPlans.Destroy(chosen),
        ]);
    }
}

/// <summary>What <c>cluster.destroy-server-group</c> takes.</summary>
public sealed record DestroyServerGroupInput : ServerGroupInput
{
    /// <summary>Whether it is deleted while it may still get traffic.</summary>
    [JsonPropertyOrder(10)]
    public bool SkipDisableBeforeDestroy { get; set; }

    /// <summary>Whether the stage refuses to destroy the last server group that may be serving.</summary>
    [JsonPropertyOrder(11)]
    public bool TrafficGuard { get; set; }
}
