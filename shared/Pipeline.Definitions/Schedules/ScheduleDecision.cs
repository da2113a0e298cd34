namespace Pipeline.Definitions.Schedules;

/// <summary>What a look at a schedule came to. All moments are in UTC.</summary>
public sealed record ScheduleDecision
{
    /// <summary>The occurrence to fire now; null when there is none. It identifies the firing: two looks that both come to it mean the same one.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The occurrences that were missed and are not made up for, oldest first; of more than <see cref="ScheduleDue.MostPassedOver"/> the newest.</summary>
    public IReadOnlyList<DateTimeOffset> PassedOver { get; init; } = [];

    /// <summary>Whether there were more than are listed.</summary>
    public bool MorePassedOver { get; init; }

    /// <summary>The newest occurrence that is dealt with now, fired or passed over, or was before: what the next look has to be given.</summary>
    public DateTimeOffset? DealtWith { get; init; }

    /// <summary>The next occurrence, before which looking is of no use; null when there is none.</summary>
    public DateTimeOffset? NextLook { get; init; }
}
