namespace Pipeline.Functions.Audit;

/// <summary>Something that somebody did, or asked for. What is done to a run is among the run's own events too, which go with the run.</summary>
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

    /// <summary>The run that it was done to, or that it started.</summary>
    public string? Run { get; init; }

    /// <summary>The stage of <see cref="Run"/> that it was done to.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, in the person's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What came of it, one of <see cref="AuditOutcome"/>; null: it was done, and written afterwards.</summary>
    public string? Outcome { get; init; }

    /// <summary>More of it, for people; no secrets.</summary>
    public string? Detail { get; init; }
}
