using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>One change of one server group, as a stage's plan has it.</summary>
public sealed record ClusterOperation
{
    /// <summary>What is done.</summary>
    public required ClusterOperationKind Kind { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The server group as it was when the stage decided.</summary>
    public required ServerGroup Group { get; init; }

    /// <summary>The size, of <see cref="ClusterOperationKind.Resize"/>.</summary>
    public Capacity? Capacity { get; init; }

    /// <summary>The copy, of <see cref="ClusterOperationKind.Clone"/>.</summary>
    public ServerGroupClone? Copy { get; init; }

    /// <summary>How many percent of the instances wanted have to be healthy, so that the change has taken effect; rounded up.</summary>
    public int HealthyPercentage { get; init; } = 100;

    /// <summary>What the change is about: the group, or its copy.</summary>
    [JsonIgnore]
    public string Name => Copy?.Name ?? Group.Name;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ClusterOperationKind.Resize => $"{Region}: {Name} gets {Capacity} instances",
        ClusterOperationKind.Enable => $"{Region}: {Name} gets traffic",
        ClusterOperationKind.Disable => $"{Region}: {Name} is taken out of the traffic",
        ClusterOperationKind.Destroy => $"{Region}: {Name} is destroyed",
        _ => $"{Region}: {Name} is made like {Group.Name}, with {Copy?.Capacity} instances",
    };
}

/// <summary>What is done to a server group.</summary>
[JsonConverter(typeof(NamedValueConverter<ClusterOperationKind>))]
public enum ClusterOperationKind
{
    /// <summary>Its size changes.</summary>
    [JsonStringEnumMemberName("resized")] Resize,

    /// <summary>It gets traffic.</summary>
    [JsonStringEnumMemberName("enabled")] Enable,

    /// <summary>It loses the traffic.</summary>
    [JsonStringEnumMemberName("disabled")] Disable,

    /// <summary>It is deleted.</summary>
    [JsonStringEnumMemberName("destroyed")] Destroy,

    /// <summary>Another one is made like it.</summary>
    [JsonStringEnumMemberName("cloned")] Clone,
}
