using System.Globalization;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Retention;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Retention;

/// <summary>Reads how long the server keeps runs of pipelines that do not say it themselves.</summary>
internal static class RetentionOptions
{
    public const string KeepSetting = "PIPELINE_RETENTION_KEEP";

    public const string ForSetting = "PIPELINE_RETENTION_FOR";

    /// <returns>Null when neither setting is set: runs are kept for ever.</returns>
    /// <exception cref="StartupException">A value cannot be used.</exception>
    public static RunRetention? Read(IConfiguration environment)
    {
        var (keep, time) = (environment[KeepSetting], environment[ForSetting]);
        return string.IsNullOrEmpty(keep) && string.IsNullOrEmpty(time) ? null : new() { Keep = Keep(keep), For = For(time) };
    }

    private static int? Keep(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= RunRetention.MostKept
            ? count
            : throw new StartupException($"{KeepSetting} is '{text}'. Write how many runs of a pipeline are kept, a whole number from 1 to {RunRetention.MostKept}, or leave it out.");
    }

    private static TimeSpan? For(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (!Duration.TryParse(text, out var time, out var fault))
            throw new StartupException($"{ForSetting}: {fault}");
        return time >= RunRetention.Shortest
            ? time
            : throw new StartupException($"{ForSetting} is '{text}'. Runs are kept for {Duration.Format(RunRetention.Shortest)} at least; write for example 90d, or leave it out.");
    }
}
