namespace Pipeline.Definitions.TimeZones;

/// <summary>Finds the moments at which a zone's clocks are put forward or back.</summary>
/// <remarks>
/// Only the offset of a moment is asked of <see cref="TimeZoneInfo"/>. What it says of wall-clock times (whether they are ambiguous or
/// invalid) is wrong in zones whose summer time is their standard time (Europe/Dublin, Africa/Casablanca) and where the standard offset changed.
/// </remarks>
internal static class OffsetChanges
{
    // No zone has put its clocks there and back within a day.
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>The first change after one moment and not after another, to the second; null when there is none.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="after">A moment in UTC, not included.</param>
    /// <param name="until">A moment in UTC, included.</param>
    public static DateTime? First(TimeZoneInfo zone, DateTime after, DateTime until)
    {
        if (zone.Id == IanaZone.Utc)
            return null;

        var offset = zone.GetUtcOffset(after);
        for (var from = after; from < until; from += Step)
        {
            var to = until - from > Step ? from + Step : until;
            if (zone.GetUtcOffset(to) != offset)
                return Between(zone, offset, from, to);
        }

        return null;
    }

    private static DateTime Between(TimeZoneInfo zone, TimeSpan offset, DateTime before, DateTime at)
    {
        // Whole seconds since the epoch: changes happen at those only.
        var low = before.Ticks / TimeSpan.TicksPerSecond;
        var high = (at.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(Moment(middle)) == offset)
                low = middle;
            else
                high = middle;
        }

        return Moment(high);
    }

    private static DateTime Moment(long seconds) => new(seconds * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
}
