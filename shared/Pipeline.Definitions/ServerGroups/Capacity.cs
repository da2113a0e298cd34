namespace Pipeline.Definitions.ServerGroups;

/// <summary>How many instances a server group may have, has to have, and is to have. Where nothing scales it, all three are the same.</summary>
/// <param name="Min">The fewest that an autoscaler may leave.</param>
/// <param name="Desired">The number wanted now.</param>
/// <param name="Max">The most that an autoscaler may make.</param>
public sealed record Capacity(int Min, int Desired, int Max)
{
    /// <summary>No instances at all.</summary>
    public static Capacity None { get; } = new(0, 0, 0);

    /// <summary>Whether an autoscaler has room to choose.</summary>
    public bool IsPinned => Min == Max;

    /// <summary>As people read it, for example <c>3 (2 to 6)</c>.</summary>
    public override string ToString() => IsPinned ? $"{Desired}" : $"{Desired} ({Min} to {Max})";
}
