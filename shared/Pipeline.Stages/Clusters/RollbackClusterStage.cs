using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Gives the traffic back to the server group before, region by region: makes it as large as the one that serves now, enables it, waits until enough of its
/// instances are healthy and get traffic, and only then disables the one that served. A region where there is nothing to go back to fails the stage before
/// anything is changed (Spinnaker's rollbackCluster passes it over in silence).
/// </summary>
/// <example>
/// <code>
/// - id: roll-back
///   type: cluster.rollback
///   with: { regions: [korea, japan], namespace: shop, cluster: web, waitTimeBetweenRegions: 5m }
/// </code>
/// </example>
public sealed class RollbackClusterStage(IServerGroupProvider provider, TimeProvider time) : ClusterStage<RollbackClusterInput>(provider, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.rollback",
        Title = "Roll back cluster",
        KoreanTitle = "클러스터 - 롤백",
        StageClass = typeof(RollbackClusterStage),
        Input = ClusterStagesJson.Default.RollbackClusterInput,
        Create = services => new RollbackClusterStage(services.GetRequiredService<IServerGroupProvider>(), services.GetRequiredService<TimeProvider>()),
        Outputs = ClusterOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<RollbackClusterInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken)
    {
        var steps = new List<ClusterStep>();
        foreach (var region in regions)
        {
            var (from, to) = PairOf(region, execution.Input);
            execution.Log.WriteLine($"{region.Region}: {from.Name} gives its traffic to {to.Name}.");
            var begun = RegionRollback.Of(region.Region, from, to, execution.Input);
            steps.AddRange(steps.Count == 0 ? begun : [new ClusterStep { Delay = execution.Input.WaitTimeBetweenRegions }, .. begun]);
        }

        return new(steps);
    }

    private static (ServerGroup From, ServerGroup To) PairOf(RegionState region, RollbackClusterInput input)
    {
        var (from, to) = RollbackRules.Find(region.Groups, input.OnlyEnabledServerGroups);
        if (from is null)
            throw new StageFailedException(new StageError("nothing-to-roll-back", $"{region.Region}: No server group of the cluster '{input.Cluster}' is enabled, so that none can be rolled back. Enable the one that is to serve by cluster.enable-server-group."));
        if (!string.IsNullOrWhiteSpace(input.ServerGroup))
            to = region.Find(input.ServerGroup);
        if (to is null)
            throw new StageFailedException(new StageError("nothing-to-roll-back-to", $"{region.Region}: There is no {(input.OnlyEnabledServerGroups ? "enabled " : "")}server group before {from.Name} that it could be rolled back to. Keep more versions (strategy.pipeline.io/max-version-history), or name one as 'serverGroup'."));
        return to.Name != from.Name
            ? (from, to)
            : throw new StageFailedException(new StageError("invalid-input", $"serverGroup: {to.Name} is the newest enabled server group itself in '{region.Region}'."));
    }
}

/// <summary>What <c>cluster.rollback</c> takes.</summary>
public sealed record RollbackClusterInput : WholeClusterInput
{
    /// <summary>The server group that gets the traffic; left out: the newest one before the one that is enabled.</summary>
    [JsonPropertyOrder(4)]
    public string? ServerGroup { get; init; }

    /// <summary>How long is waited between one region and the next.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(10)]
    public TimeSpan WaitTimeBetweenRegions { get; set; }

    /// <summary>How many percent of its instances have to be healthy and get traffic before the one that served is disabled, rounded up.</summary>
    [Range(0, 100)]
    [JsonPropertyOrder(11)]
    public int TargetHealthyRollbackPercentage { get; set; } = 95;

    /// <summary>How long both get traffic before the one that served is disabled.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(12)]
    public TimeSpan DelayBeforeDisable { get; set; }

    /// <summary>Whether the size of the one that takes over stays as it is.</summary>
    [JsonPropertyOrder(13)]
    public bool EnableAndDisableOnly { get; set; }

    /// <summary>Whether the one that served is only disabled, because the other one is enabled already.</summary>
    [JsonPropertyOrder(14)]
    public bool DisableOnly { get; set; }

    /// <summary>Whether only a server group is rolled back to that is still enabled.</summary>
    [JsonPropertyOrder(15)]
    public bool OnlyEnabledServerGroups { get; set; }
}
