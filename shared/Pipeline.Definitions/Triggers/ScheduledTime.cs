namespace Pipeline.Definitions.Triggers;

/// <summary>A time of a schedule.</summary>
/// <param name="Pipeline">Whose schedule it is.</param>
/// <param name="Trigger">The trigger's id.</param>
/// <param name="At">The time.</param>
/// <param name="IsMissed">Whether it passed while no server ran, and the trigger's policy does not make up for it.</param>
public sealed record ScheduledTime(string Pipeline, string Trigger, DateTimeOffset At, bool IsMissed = false);
