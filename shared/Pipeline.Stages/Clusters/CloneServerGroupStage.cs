using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Makes a new version of a server group like one that is there, in each region, with another size or other images where they are given, and waits until it is
/// healthy. What becomes of the others is said by a strategy (Spinnaker's cloneServerGroup). Deployments cannot be cloned, only ReplicaSets; the autoscaler of the
/// source is not copied.
/// </summary>
/// <example>
/// <code>
/// - id: clone
///   type: cluster.clone-server-group
///   with: { regions: [production], namespace: shop, cluster: web, images: ["registry.example.com/shop/web:1.5"], strategy: red-black }
/// </code>
/// </example>
public sealed class CloneServerGroupStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<CloneServerGroupInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.clone-server-group",
        Title = "Clone server group",
        KoreanTitle = "클러스터 - 서버 그룹 복제",
        StageClass = typeof(CloneServerGroupStage),
        Input = ClusterStagesJson.Default.CloneServerGroupInput,
        Create = services => new CloneServerGroupStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<CloneServerGroupInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (!input.Enable && input.Strategy is not CloneStrategy.None)
            throw new StageFailedException(new StageError("invalid-input", "strategy: A copy that gets no traffic (enable: false) cannot take it over from others. Leave 'strategy' out."));

        var operations = new List<ClusterOperation>();
        var others = new List<(string Region, ServerGroup Group)>();
        foreach (var region in regions)
        {
            var source = region.Find(input.ServerGroup);
            var capacity = input.Capacity is { } given ? ClusterPlans.Requested(source.Capacity, given) : source.Capacity;
            var name = await region.Cluster.ReserveNameAsync(execution.AttemptKey, cancellationToken);
            operations.Add(new() { Kind = ClusterOperationKind.Clone, Region = region.Region, Group = source, Copy = new(name, capacity, input.Enable, input.Images), HealthyPercentage = input.TargetHealthyPercentage });
            others.AddRange(region.Groups.Select(group => (region.Region, group)));
        }

        var active = others.Where(each => each.Group.IsActive).ToArray();
        return input.Strategy switch
        {
            CloneStrategy.None => [new() { Operations = operations }],
            CloneStrategy.Highlander => [new() { Operations = operations }, ClusterPlans.Disable(active, input.DelayBeforeDisable), ClusterPlans.Destroy(others)],
            _ => [
                new() { Operations = operations },
                ClusterPlans.Disable(active, input.DelayBeforeDisable),
                ClusterPlans.Resize(input.ScaleDown ? active.Select(each => (each.Region, each.Group, Capacity.None)) : []),
            ],
        };
    }
}

/// <summary>What <c>cluster.clone-server-group</c> takes.</summary>
public sealed record CloneServerGroupInput : ServerGroupInput
{
    /// <summary>The size of the copy; left out, and what is left out of it: as the source has it.</summary>
    [JsonPropertyOrder(10)]
    public RequestedCapacity? Capacity { get; init; }

    /// <summary>Images that take the place of those of the same name, for example <c>registry.example.com/shop/web:1.5</c>.</summary>
    [JsonPropertyOrder(11)]
    public IReadOnlyList<string> Images { get; set; } = [];

    /// <summary>Whether the copy gets traffic.</summary>
    [JsonPropertyOrder(12)]
    public bool Enable { get; set; } = true;

    /// <summary>What becomes of the other server groups once the copy is healthy and gets traffic.</summary>
    [JsonPropertyOrder(13)]
    public CloneStrategy Strategy { get; set; } = CloneStrategy.None;

    /// <summary>How long all get traffic before the others are disabled.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(14)]
    public TimeSpan DelayBeforeDisable { get; set; }

    /// <summary>Whether <c>red-black</c> scales the others down to no instances once they are disabled.</summary>
    [JsonPropertyOrder(15)]
    public bool ScaleDown { get; set; }

    /// <summary>How many percent of the instances wanted have to be healthy, rounded up.</summary>
    [Range(0, 100)]
    [JsonPropertyOrder(16)]
    public int TargetHealthyPercentage { get; set; } = 100;
}

/// <summary>What becomes of the other server groups.</summary>
[JsonConverter(typeof(NamedValueConverter<CloneStrategy>))]
public enum CloneStrategy
{
    /// <summary>Nothing: all get traffic.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>They are taken out of the traffic and kept (Spinnaker's <c>redblack</c>).</summary>
    [JsonStringEnumMemberName("red-black")] RedBlack,

    /// <summary>They are taken out of the traffic and deleted.</summary>
    [JsonStringEnumMemberName("highlander")] Highlander,
}
