using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>How long a stage may take. <c>overrideTimeout</c> only opens the field in the user interface.</summary>
internal static class TimeoutImport
{
    public static TimeSpan? Read(SpinnakerObject stage)
    {
        stage.Ignore("overrideTimeout");
        var milliseconds = stage.Number("stageTimeoutMs");
        if (milliseconds is null)
            return null;

        if (milliseconds >= 1 && milliseconds <= (decimal)Duration.Longest.TotalMilliseconds)
            return TimeSpan.FromMilliseconds((double)decimal.Truncate(milliseconds.Value));

        stage.Report.Miss(stage.PathOf("stageTimeoutMs"), "the timeout", $"a timeout is longer than nothing and at most {Duration.Longest.TotalDays:0} days", "Set 'timeout', or leave the stage type's own limit.");
        return null;
    }
}
