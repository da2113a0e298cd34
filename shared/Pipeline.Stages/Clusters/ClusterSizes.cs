using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters;

/// <summary>Counts the server groups of clusters for a precondition (Spinnaker's clusterSize).</summary>
internal static class ClusterSizes
{
    /// <summary>The regions in which a cluster has another number of server groups than it has to have, a sentence each.</summary>
    public static async Task<IReadOnlyList<string>> UnmetAsync(IServerGroupProvider provider, ClusterSizeCondition condition, StageRun run, CancellationToken cancellationToken)
    {
        var unmet = new List<string>();
        foreach (var region in ClusterRegions.Of(condition))
        {
            using var cluster = await provider.OpenAsync(region, ClusterRegions.ClusterOf(condition, run), run, cancellationToken);
            var groups = await cluster.ListAsync(cancellationToken);
            if (!ClusterSize.Holds(groups.Count, condition.Comparison, condition.Expected))
                unmet.Add($"The cluster '{condition.Cluster}' has {groups.Count} server {(groups.Count == 1 ? "group" : "groups")} in '{region}'{(groups.Count == 0 ? "" : $" ({string.Join(", ", groups.NewestFirst().Select(group => group.Name))})")}; the condition is {Text(condition.Comparison)} {condition.Expected}.");
        }

        return unmet;
    }

    private static string Text(SizeComparison comparison) => comparison switch
    {
        SizeComparison.Less => "<",
        SizeComparison.LessOrEqual => "<=",
        SizeComparison.GreaterOrEqual => ">=",
        SizeComparison.Greater => ">",
        _ => "==",
    };
}

/// <summary>A condition on how many server groups a cluster has, in each of its regions.</summary>
public sealed record ClusterSizeCondition : ClusterInput
{
    /// <summary>How the number is compared with the expected one.</summary>
    [JsonPropertyOrder(10)]
    public SizeComparison Comparison { get; set; } = SizeComparison.Equal;

    /// <summary>The expected number.</summary>
    [Range(0, 1000)]
    [JsonPropertyOrder(11)]
    public required int Expected { get; init; }
}
