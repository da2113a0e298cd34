namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>The time zone of windows and schedules, which in Spinnaker is one setting of the whole installation that its pipelines do not name.</summary>
internal static class SpinnakerZone
{
    /// <summary>The zone of an installation that sets none.</summary>
    public const string Default = "America/Los_Angeles";

    /// <summary>Says that it was assumed.</summary>
    public static void Report(ImportReport report, string path, string field) => report.Miss(
        path, "the time zone", $"it is a setting of the Spinnaker installation, and {Default} is only its default", $"Check '{field}', which is {Default} now.");
}
