using Pipeline.Definitions;

namespace Pipeline.Stages.Runs;

/// <summary>When attempts time out. The time for which their run is paused does not count (reference A6, stageTimeoutMs).</summary>
internal static class StageDeadlines
{
    /// <summary>When an attempt times out, by the pauses so far; null when it never does.</summary>
    /// <param name="stage">The attempt, with the deadline that it was given when it began.</param>
    /// <param name="run">Its run.</param>
    /// <param name="now">How far a pause that has not ended counts.</param>
    public static DateTimeOffset? Of(StageDocument stage, RunDocument run, DateTimeOffset now) =>
        stage is { Deadline: { } deadline, StartedAt: { } began }
            ? deadline + TimeSpan.FromTicks(run.Pauses.Sum(pause => Overlap(pause, began, run.Status is RunStatus.Paused ? now : pause.At)))
            : stage.Deadline;

    /// <summary>What of a pause falls into the attempt. One that nobody ended was over when its generation of the run was.</summary>
    private static long Overlap(RunPaused pause, DateTimeOffset began, DateTimeOffset openUntil)
    {
        var from = pause.At > began ? pause.At : began;
        return Math.Max(0, ((pause.ResumedAt ?? openUntil) - from).Ticks);
    }
}
