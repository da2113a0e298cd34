namespace Pipeline.Connectors.Kubernetes;

/// <summary>Which part of a pod's log is read.</summary>
public sealed record LogOptions
{
    /// <summary>The container; null: the only one.</summary>
    public string? Container { get; init; }

    /// <summary>Whether the log is that of the container before its last restart.</summary>
    public bool IsPrevious { get; init; }

    /// <summary>At most the last so many lines.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only what came at or after this moment.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether each line begins with its moment.</summary>
    public bool HasTimestamps { get; init; }
}
