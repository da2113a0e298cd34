namespace Pipeline.Definitions.Triggers;

/// <summary>A time of a schedule.</summary>
/// <param name="Pipeline">Whose schedule it is.</param>
/// <param name="Trigger">The trigger's id.</param>
/// <param name="At">The time.</param>
public sealed record ScheduledTime(string Pipeline, string Trigger, DateTimeOffset At);
