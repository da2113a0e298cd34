using System.ComponentModel.DataAnnotations;

namespace Pipeline.Stages.Clusters;

/// <summary>A size as a stage is given it.</summary>
public sealed record RequestedCapacity
{
    /// <summary>The fewest instances that an autoscaler may leave; left out: as it is.</summary>
    [Range(0, 1_000_000)]
    public int? Min { get; init; }

    /// <summary>How many instances are wanted; left out: as many as there are, within the bounds.</summary>
    [Range(0, 1_000_000)]
    public int? Desired { get; init; }

    /// <summary>The most instances that an autoscaler may make; left out: as it is.</summary>
    [Range(0, 1_000_000)]
    public int? Max { get; init; }
}
