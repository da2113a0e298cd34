using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Windows;

/// <summary>
/// The hours of the week in which something may start (Spinnaker's restrictExecutionDuringTimeWindow, with a zone of its own for each window).
/// </summary>
/// <remarks>
/// <para>A window belongs to the day on which it starts: <c>mon</c> with 22:00–02:00 covers Tuesday 00:00–02:00 and not Monday 00:00–02:00, where
/// Spinnaker asks for the current day. The minute of <c>to</c> is not in the window; in Spinnaker it is.</para>
/// <para>Daylight saving time: hours are what clocks show. A window whose start is in an hour that is skipped starts when the clocks are put
/// forward; an end in it ends then too, so that a window which lies in that hour altogether does not open on that day. Of a time in an hour that is
/// repeated, a window starts at the first and ends at the last: 01:30–01:45 is open from the first 01:30 to the second 01:45, and
/// 22:00–01:30 until the second 01:30.</para>
/// </remarks>
public sealed partial record ExecutionWindow
{
    // A window that is open at all is open once a week, or once in two when daylight saving time takes it.
    private const int SearchedDays = 366;

    /// <summary>The days on which it starts, Monday first; empty: every day.</summary>
    public IReadOnlyList<Weekday> Days { get; init; } = [];

    /// <summary>Its hours on each of these days, earliest first; they may overlap. Empty: the whole day.</summary>
    public IReadOnlyList<WindowHours> Hours { get; init; } = [];

    /// <summary>The IANA name of the zone whose clocks it means.</summary>
    public string Zone { get; init; } = IanaZone.Utc;

    /// <summary>How starts are spread behind the moment at which the window lets them start; null: they are not.</summary>
    public WindowJitter? Jitter { get; init; }

    /// <summary>Whether the window is open at a moment.</summary>
    /// <exception cref="FormatException">This computer does not know the zone.</exception>
    public bool IsOpen(DateTimeOffset now) => NextOpening(now) == now;

    /// <summary>When the window is open next: the moment itself when it is open then.</summary>
    /// <returns>The moment in UTC; null when it does not open any more before the year 9999.</returns>
    /// <exception cref="FormatException">This computer does not know the zone.</exception>
    public DateTimeOffset? NextOpening(DateTimeOffset now)
    {
        var moment = now.UtcDateTime;
        if (!WallClock.IsWithinCalendar(moment))
            return moment.Year > 1 ? null : NextOpening(new(2, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var zone = IanaZone.Find(Zone);
        var today = DateOnly.FromDateTime(WallClock.At(zone, now));

        // Hours of the day before yesterday reach into today at most where clocks were put back by a day.
        for (var day = today.AddDays(-2); day.Year < 9999 && day < today.AddDays(SearchedDays); day = day.AddDays(1))
        {
            var ahead = OpeningsOf(day, zone).Where(opening => opening.End > moment).ToArray();
            if (ahead.Length > 0)
                return new(ahead.Select(opening => opening.Start > moment ? opening.Start : moment).Min());
        }

        return null;
    }

    /// <summary>The spans in UTC that belong to a day.</summary>
    private IEnumerable<(DateTime Start, DateTime End)> OpeningsOf(DateOnly day, TimeZoneInfo zone)
    {
        if (Days.Count > 0 && !Days.Contains(Weekdays.Of(day)))
            yield break;

        foreach (var hours in Hours.Count > 0 ? Hours : [WindowHours.WholeDay])
        {
            var midnight = day.ToDateTime(TimeOnly.MinValue);
            var start = WallClock.Moments(zone, midnight.AddMinutes(hours.From.Minutes)).First;
            var end = WallClock.Moments(zone, midnight.AddDays(hours.To > hours.From ? 0 : 1).AddMinutes(hours.To.Minutes)).Last;
            if (start < end)
                yield return (start, end);
        }
    }
}
