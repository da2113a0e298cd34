namespace Pipeline.Connectors.Kubernetes;

/// <summary>How an object is written.</summary>
public record WriteOptions
{
    /// <summary>Who is recorded as the fields' manager.</summary>
    public string FieldManager { get; init; } = "pipeline";

    /// <summary>Whether the server goes through everything and stores nothing.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>How a manifest is applied.</summary>
public sealed record ApplyOptions : WriteOptions
{
    /// <summary>Whether fields are taken over that belong to another manager.</summary>
    public bool IsForced { get; init; }
}

/// <summary>How an object is deleted.</summary>
public sealed record DeletionOptions
{
    /// <summary>What becomes of the objects that it owns; null: as its kind has it.</summary>
    public DeletionPropagation? Propagation { get; init; }

    /// <summary>How long pods may take to end; null: as the object has it.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>Deletes only the object with this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Deletes only this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Whether nothing is deleted in the end.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>What becomes of owned objects when their owner is deleted.</summary>
public enum DeletionPropagation
{
    /// <summary>They are deleted after it.</summary>
    Background,

    /// <summary>They are deleted before it.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}

/// <summary>The kinds of patches.</summary>
public enum PatchKind
{
    /// <summary>Lists are merged by the keys of their kinds; not for custom resources.</summary>
    Strategic,

    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>RFC 6902.</summary>
    Json,
}
