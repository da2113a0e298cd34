using Cronos;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Schedules;

namespace Pipeline.Definitions.Tests.Schedules;

/// <summary>Random schedules around the moments at which clocks are changed, against a rule that tries every minute.</summary>
public sealed class CronPropertyTests
{
    private static readonly (string Zone, string Change)[] Changes =
    [
        ("America/New_York", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 06:00"),
        ("Europe/Dublin", "2026-03-29 01:00"),
        ("Europe/Dublin", "2026-10-25 01:00"),
        ("Africa/Casablanca", "2026-02-15 02:00"),
        ("Africa/Casablanca", "2026-03-22 02:00"),
        ("Australia/Lord_Howe", "2026-04-04 15:00"),
        ("Australia/Lord_Howe", "2026-10-03 15:30"),
        ("America/Havana", "2026-11-01 05:00"),
        ("Asia/Pyongyang", "2018-05-04 15:00"),
        ("Asia/Seoul", "2026-11-01 06:00"),
        ("UTC", "2026-11-01 06:00"),
    ];

    [Fact]
    public void Next_is_the_first_minute_after_a_moment_at_which_the_clocks_show_what_the_schedule_says() => ForAll(tape =>
    {
        var (schedule, change) = Draw(tape);
        var expected = Occurrences(schedule, change.AddHours(-6), change.AddHours(6)).ToArray();
        foreach (var after in Enumerable.Range(0, 20).Select(_ => change.AddSeconds(tape.Choose(43_200) - 21_600)))
        {
            var next = schedule.Next(after);
            Assert.True(next is null || next > after);
            Assert.Equal(expected.Cast<DateTimeOffset?>().FirstOrDefault(one => one > after), next <= change.AddHours(6) ? next : null);
        }
    });

    private static void ForAll(Action<Tape> check) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(), numbers => check(new(numbers)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    internal static (CronSchedule Schedule, DateTimeOffset Change) Draw(Tape tape)
    {
        var (zone, change) = tape.Choose<(string, string)>(Changes);
        return (CronSchedule.Parse($"CRON_TZ={zone} {Field(tape, 60)} {Field(tape, tape.Choose(6, 24))} * * *"), Moments.Utc(change));
    }

    private static string Field(Tape tape, int count) => tape.Choose(5) switch
    {
        0 => "*",
        1 => $"*/{tape.Choose(count - 1) + 1}",
        2 => $"{tape.Choose(count)},{tape.Choose(count)}",
        3 => $"{tape.Choose(count)}-{tape.Choose(count)}",
        _ => $"{tape.Choose(count)}",
    };

    /// <summary>The rule written out a second time: what the clocks show is compared minute by minute.</summary>
    private static IEnumerable<DateTimeOffset> Occurrences(CronSchedule schedule, DateTimeOffset from, DateTimeOffset to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.Zone);
        var expression = CronExpression.Parse(schedule.Cron);
        var interval = schedule.Cron.Split(' ')[..2].Any(field => field.IndexOfAny(['*', '-', '/']) >= 0);
        var shown = new HashSet<DateTime>();
        var pending = false;
        DateTime? last = null;
        for (var moment = from.AddDays(-1); moment <= to; moment = moment.AddMinutes(1))
        {
            var time = moment.UtcDateTime + zone.GetUtcOffset(moment);
            for (var skipped = last?.AddMinutes(1) ?? time; skipped < time; skipped = skipped.AddMinutes(1))
                pending |= Says(expression, skipped);
            last = time;
            var isRepeated = !shown.Add(time);
            if ((pending || (Says(expression, time) && (interval || !isRepeated))) && moment >= from)
                yield return moment;
            pending = false;
        }
    }

    private static bool Says(CronExpression expression, DateTime time) => expression.GetNextOccurrence(time, inclusive: true) == time;
}
