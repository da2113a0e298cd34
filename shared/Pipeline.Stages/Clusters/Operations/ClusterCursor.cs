using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>What a stage on clusters keeps between its steps: what it has decided, once, and how far it is.</summary>
internal sealed record ClusterCursor
{
    /// <summary>What is done, step by step; null before that was decided.</summary>
    public IReadOnlyList<ClusterStep>? Steps { get; init; }

    /// <summary>How many of them have taken effect.</summary>
    public int Done { get; init; }

    /// <summary>Whether the delay before the current one is over.</summary>
    public bool IsDue { get; init; }

    /// <summary>Since when the current one's changes, which were made, are waited for; null before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What was said last of what is missing, so that it is not said again.</summary>
    public string? Said { get; init; }

    /// <summary>How often in a row a region gave no answer.</summary>
    public int Failures { get; init; }

    /// <summary>The cursor as a step gives it.</summary>
    [JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, ClusterStagesJson.Default.ClusterCursor)!;

    /// <summary>The cursor as a step gets it.</summary>
    public static ClusterCursor Of(JsonNode? node) => node?.Deserialize(ClusterStagesJson.Default.ClusterCursor) ?? new();
}
