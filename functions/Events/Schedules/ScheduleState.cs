namespace Pipeline.Functions.Events.Schedules;

/// <summary>How far a schedule was followed.</summary>
public sealed record ScheduleState
{
    /// <summary>The schedule as one text; another text is another schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>When it came into force.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The newest of its times that was dealt with; null while none was.</summary>
    public DateTimeOffset? DealtWith { get; init; }
}
