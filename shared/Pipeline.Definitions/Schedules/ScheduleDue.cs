namespace Pipeline.Definitions.Schedules;

/// <summary>Decides which occurrence of a schedule is due.</summary>
public static class ScheduleDue
{
    /// <summary>The most occurrences that a decision lists as passed over.</summary>
    public const int MostPassedOver = 100;

    /// <summary>
    /// How old an occurrence may be and still count as punctual, whatever the policy: one minute, two looks of a server that looks every half
    /// minute. A schedule that happens more often than its server looks fires once a look, and the occurrences in between are passed over.
    /// </summary>
    public static TimeSpan Punctual { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Decides what is due at a moment: of the occurrences not dealt with yet at most the newest, when it is punctual or the policy makes up for it.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="policy">What happens to missed occurrences.</param>
    /// <param name="lastFired">The newest occurrence dealt with so far (<see cref="ScheduleDecision.DealtWith"/>); null when there is none.</param>
    /// <param name="createdAt">
    /// When the schedule came into force in this form; earlier occurrences are none of its own. Unlike Spinnaker's, a schedule that never fired
    /// makes up for what it missed since then.
    /// </param>
    /// <param name="now">The moment. One before <paramref name="lastFired"/>, by a clock that was put back, finds nothing due.</param>
    /// <exception cref="FormatException">The schedule is invalid, or this computer does not know its zone.</exception>
    public static ScheduleDecision Decide(
        CronSchedule schedule, MissedRunPolicy policy, DateTimeOffset? lastFired, DateTimeOffset createdAt, DateTimeOffset now)
    {
        var since = lastFired > createdAt ? lastFired.Value : createdAt;
        if (Newest(schedule, since, now) is not { } newest)
            return new() { DealtWith = lastFired?.ToUniversalTime(), NextLook = schedule.Next(since > now ? since : now) };

        var age = policy.Missed is MissedRuns.RunOnce && policy.MissedFor > Punctual ? policy.MissedFor : Punctual;
        var isDue = now - newest <= age;
        var passedOver = new List<DateTimeOffset>();
        var missed = isDue ? Newest(schedule, since, newest.AddTicks(-1)) : newest;
        for (; missed is { } one && passedOver.Count < MostPassedOver; missed = Newest(schedule, since, one.AddTicks(-1)))
            passedOver.Add(one);

        passedOver.Reverse();
        return new()
        {
            Due = isDue ? newest : null,
            PassedOver = passedOver,
            MorePassedOver = missed is not null,
            DealtWith = newest,
            NextLook = schedule.Next(now),
        };
    }

    /// <summary>
    /// The last occurrence after one moment and not after another; null when there is none. It is searched by halves, so that a schedule of every
    /// second costs no more after a year than after a day.
    /// </summary>
    private static DateTimeOffset? Newest(CronSchedule schedule, DateTimeOffset after, DateTimeOffset until)
    {
        if (after >= until || schedule.Next(after) is not { } newest || newest > until)
            return null;

        var end = until;
        while (schedule.Next(newest) is { } next && next <= until)
        {
            var middle = newest + ((end - newest) / 2);
            if (schedule.Next(middle) is { } later && later <= until)
                newest = later;
            else
                (newest, end) = (next, middle);
        }

        return newest;
    }
}
