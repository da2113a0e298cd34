using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Changes how many instances a server group has in each region, and the bounds of its autoscaler: to a given size, by a number or a percentage, to the
/// size of the cluster's largest or of another server group. The stage ends when the instances are there and healthy (Spinnaker's resizeServerGroup).
/// </summary>
/// <example>
/// <code>
/// - id: grow
///   type: cluster.resize-server-group
///   with: { regions: [production], namespace: shop, cluster: web, action: up, percentage: 50 }
/// </code>
/// </example>
public sealed class ResizeServerGroupStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<ResizeServerGroupInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.resize-server-group",
        Title = "Resize server group",
        KoreanTitle = "클러스터 - 서버 그룹 크기 조정",
        StageClass = typeof(ResizeServerGroupStage),
        Input = ClusterStagesJson.Default.ResizeServerGroupInput,
        Create = services => new ResizeServerGroupStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<ResizeServerGroupInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        ResizeFaults.Check(execution.Input);
        return new([ClusterPlans.Resize(regions.Select(region =>
        {
            var group = region.Find(execution.Input.ServerGroup);
            return (region.Region, group, CapacityOf(execution.Input, region, group));
        }), execution.Input.TargetHealthyPercentage)]);
    }

    private static Capacity CapacityOf(ResizeServerGroupInput input, RegionState region, ServerGroup group)
    {
        var sign = input.Action is ResizeAction.Down ? -1 : 1;
        var capacity = input.Action switch
        {
            ResizeAction.Exact => ClusterPlans.Requested(group.Capacity, input.Capacity!),
            ResizeAction.ToCluster => ResizeRules.ToCluster([.. region.Groups.Select(each => each.Capacity)], input.Number, input.Percentage),
            ResizeAction.ToServerGroup => ResizeRules.Scaled(region.Find(input.Source!).Capacity, input.Percentage ?? 100),
            _ when input.Percentage is { } percentage => ResizeRules.ByPercentage(group.Capacity, sign * percentage),
            _ => ResizeRules.ByNumber(group.Capacity, sign * input.Number!.Value),
        };
        return input.PinCapacity ? ResizeRules.Pinned(capacity) : input.PinMinimumCapacity ? ResizeRules.PinnedMinimum(capacity) : capacity;
    }
}

/// <summary>What <c>cluster.resize-server-group</c> takes.</summary>
public sealed record ResizeServerGroupInput : ServerGroupInput
{
    /// <summary>How the new size is found.</summary>
    [JsonPropertyOrder(10)]
    public ResizeAction Action { get; set; } = ResizeAction.Exact;

    /// <summary>The size, for <c>exact</c>; what is left out stays as it is.</summary>
    [JsonPropertyOrder(11)]
    public RequestedCapacity? Capacity { get; init; }

    /// <summary>How many instances more or fewer, for <c>up</c>, <c>down</c> and <c>to-cluster</c>.</summary>
    [Range(0, 1_000_000)]
    [JsonPropertyOrder(12)]
    public int? Number { get; init; }

    /// <summary>How many percent more or fewer, rounded up, for <c>up</c>, <c>down</c> and <c>to-cluster</c>; how many percent of the source, for <c>to-server-group</c>.</summary>
    [Range(0, 10_000)]
    [JsonPropertyOrder(13)]
    public int? Percentage { get; init; }

    /// <summary>The server group whose size is taken, for <c>to-server-group</c>: <c>newest</c>, <c>previous</c>, <c>oldest</c> or a name.</summary>
    [JsonPropertyOrder(14)]
    public string? Source { get; init; }

    /// <summary>Whether the autoscaler is given no room: both bounds are the new size.</summary>
    [JsonPropertyOrder(15)]
    public bool PinCapacity { get; set; }

    /// <summary>Whether the autoscaler may not go below the new size.</summary>
    [JsonPropertyOrder(16)]
    public bool PinMinimumCapacity { get; set; }

    /// <summary>How many percent of the instances wanted have to be healthy, rounded up.</summary>
    [Range(0, 100)]
    [JsonPropertyOrder(17)]
    public int TargetHealthyPercentage { get; set; } = 100;
}
