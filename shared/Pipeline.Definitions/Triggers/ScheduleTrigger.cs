using Pipeline.Definitions.Schedules;

namespace Pipeline.Definitions.Triggers;

/// <summary>Times of a calendar.</summary>
public sealed record ScheduleTrigger : TriggerDefinition
{
    /// <summary>The type's word in documents.</summary>
    public const string TypeName = "schedule";

    /// <summary>The times, in the clocks of a zone.</summary>
    public required CronSchedule Schedule { get; init; }

    /// <summary>What becomes of times that passed while no server ran.</summary>
    public MissedRunPolicy Missed { get; init; } = new();

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string Key => TypeName;
}
