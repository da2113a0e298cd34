namespace Pipeline.Definitions.TimeZones;

/// <summary>What the clocks on the walls of a zone show, and when they show it.</summary>
internal static class WallClock
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whether every moment and wall-clock time within a few days of a moment can be told: not at the calendar's two ends.</summary>
    public static bool IsWithinCalendar(DateTime moment) => moment.Year is > 1 and < 9999;

    /// <summary>The wall-clock time at a moment, as a time of no zone.</summary>
    public static DateTime At(TimeZoneInfo zone, DateTimeOffset moment) =>
        DateTime.SpecifyKind(moment.UtcDateTime + zone.GetUtcOffset(moment), DateTimeKind.Unspecified);

    /// <summary>
    /// The first and the last moment, in UTC, at which the clocks show a time. They differ when it is in an hour that is repeated; both are the
    /// end of the gap when it is in an hour that is skipped.
    /// </summary>
    public static (DateTime First, DateTime Last) Moments(TimeZoneInfo zone, DateTime time)
    {
        var shown = DateTime.SpecifyKind(time, DateTimeKind.Utc);
        var before = shown - Day;
        var early = shown - zone.GetUtcOffset(before);
        if (OffsetChanges.First(zone, before, shown + Day) is not { } change)
            return (early, early);

        var late = shown - zone.GetUtcOffset(change);
        return (early < change, late >= change) switch
        {
            (true, true) => (early, late),
            (true, false) => (early, early),
            (false, true) => (late, late),
            (false, false) => (change, change),
        };
    }
}
