using Cronos;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Schedules;

/// <summary>Finds the moments at which the clocks of a zone show what a cron expression says, by the rule of <see cref="CronSchedule"/>.</summary>
/// <remarks>
/// Cronos itself is asked for wall-clock times only. Given a zone, it follows <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/>, which is wrong
/// for Europe/Dublin and others, and then returns occurrences that are not after the moment it was asked about.
/// </remarks>
internal readonly record struct CronCalendar(CronExpression Expression, TimeZoneInfo Zone, bool IsInterval)
{
    /// <summary>The first occurrence after a moment, both in UTC; null when there is none.</summary>
    public DateTime? Next(DateTime after)
    {
        // Times of day are held as UTC, which has no changes that Cronos would heed.
        var at = after;
        var wall = at + Zone.GetUtcOffset(at);
        var included = false;
        if (!IsInterval && EndOfRepeated(at) is { } end && end > wall)
            (wall, included) = (end, true);

        while (WallClock.IsWithinCalendar(wall) && Expression.GetNextOccurrence(wall, included) is { } time && WallClock.IsWithinCalendar(time))
        {
            var offset = Zone.GetUtcOffset(at);
            if (OffsetChanges.First(Zone, at, time - offset) is not { } change)
                return time - offset;

            var changed = change + Zone.GetUtcOffset(change);
            if (changed > change + offset && time <= changed)
                return change;

            // After clocks are put back intervals begin again with what they show then; fixed times go on where they were.
            (at, wall, included) = (change, IsInterval && changed < change + offset ? changed : time, true);
        }

        return null;
    }

    /// <summary>What the clocks showed when they were changed within the day before; later than what they show now only in an hour that is repeated.</summary>
    private DateTime? EndOfRepeated(DateTime at)
    {
        var before = at - TimeSpan.FromDays(1);
        return OffsetChanges.First(Zone, before, at) is { } change ? change + Zone.GetUtcOffset(before) : null;
    }
}
