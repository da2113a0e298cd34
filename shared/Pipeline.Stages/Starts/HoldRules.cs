using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Windows;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Starts;

/// <summary>When a stage whose turn it is may start, and when it is asked again. Pure.</summary>
internal static class HoldRules
{
    /// <summary>Freezes are set, moved and lifted while stages wait; so a stage that one holds looks again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>Whether freezes hold the stage at all.</summary>
    public static bool IsFrozenBy(PipelineDefinition pipeline, StageDefinition stage, RunDocument run) =>
        run.FreezeOverride is null && FreezeRules.Holds(pipeline, stage);

    /// <summary>What holds a stage; null when it may start.</summary>
    /// <param name="pipeline">The pipeline, whose window counts for a stage without one.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="run">Its run.</param>
    /// <param name="current">The stage as it stands: what held it so far, and who started it before its time.</param>
    /// <param name="freezes">The freezes of the application; none for a stage that they do not hold.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="FormatException">This computer does not know the window's zone.</exception>
    public static StageHold? Decide(
        PipelineDefinition pipeline, StageDefinition stage, RunDocument run, StageDocument current, IReadOnlyList<FreezePeriod> freezes, DateTimeOffset now)
    {
        var before = current.Hold;
        var ordered = before?.StartedNow;
        var window = ordered is null ? stage.Window ?? pipeline.Window : null;
        var gate = StartGate.Decide(window is null ? [] : [window], ordered is { Freezes: true } ? [] : freezes, now);
        var (obstacles, earliest, delayedUntil) = (gate.Obstacles, gate.EarliestStart, before?.DelayedUntil);
        if (gate.MayStart && window?.Jitter is { } jitter && !(jitter.SkipManual && run.Trigger.Type == "manual"))
        {
            delayedUntil ??= now + jitter.DelayOf($"{run.Id}/{stage.Id}/{current.Attempt}");
            if (delayedUntil > now)
                (obstacles, earliest) = ([new(StartObstacleKind.Jitter, delayedUntil, $"jitter of up to {Duration.Format(jitter.Max)}")], delayedUntil);
        }

        // A run that is paused starts nothing; a stage that was not held has been started by then.
        if (before is not null && run.Status is RunStatus.Paused)
            (obstacles, earliest) = ([.. obstacles, new(StartObstacleKind.Paused, null, "the run is paused")], obstacles.Count == 0 ? null : earliest);
        return obstacles.Count == 0
            ? null
            : (before ?? new() { Since = now }) with { Obstacles = obstacles, EarliestStart = earliest, DelayedUntil = delayedUntil };
    }

    /// <summary>When a stage that is held is looked at again; null when only a signal brings that.</summary>
    public static DateTimeOffset? NextLook(StageHold hold, DateTimeOffset now)
    {
        if (hold.Obstacles.All(obstacle => obstacle.Kind is StartObstacleKind.ClosedWindow or StartObstacleKind.Jitter))
            return hold.EarliestStart;

        var again = now + LookAgain;
        return hold.EarliestStart > now && hold.EarliestStart < again ? hold.EarliestStart : again;
    }
}
