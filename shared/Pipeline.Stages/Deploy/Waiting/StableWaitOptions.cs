namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>How stages wait for objects to become stable.</summary>
public sealed record StableWaitOptions
{
    /// <summary>How long objects may take: 30 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a trouble of a pod may last that may pass by itself before it fails the wait: 30 s; four times as long where nodes or volumes are awaited.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one step watches at most: 40 s, well within the time that a step may take.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>When the stage itself times out, shortly before which the wait ends with what is missing; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
