namespace Pipeline.Functions.Audit;

/// <summary>
/// Something that somebody did to the environment, or to a run against its rules (windows, freezes). What else is done to a run is among the
/// run's own events.
/// </summary>
public sealed record AuditEntry
{
    /// <summary>Its id; later entries have greater ones.</summary>
    public required string Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>What, for example <c>setting.put</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, for example <c>source-repositories/github</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The application that it concerns; null: all.</summary>
    public string? Application { get; init; }

    /// <summary>More of it, for people; no secrets.</summary>
    public string? Detail { get; init; }
}
