using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Schedules;
using static Pipeline.Definitions.Tests.Moments;

namespace Pipeline.Definitions.Tests.Schedules;

public sealed class ScheduleDueTests
{
    // A schedule of every hour that came into force at 08:30; the policy, what was dealt with last and when somebody looks; then what is due, passed over and next.
    [Theory]
    [InlineData("run-once 10m", "never", "08:59:59", "never", "", "09:00")]
    [InlineData("run-once 10m", "never", "09:00", "09:00", "", "10:00")]
    [InlineData("run-once 10m", "never", "09:00:29", "09:00", "", "10:00")]
    [InlineData("run-once 10m", "09:00", "09:00:59", "never", "", "10:00")]
    [InlineData("run-once 10m", "08:00", "08:45", "never", "", "09:00")]
    [InlineData("run-once 10m", "never", "09:10", "09:00", "", "10:00")]
    [InlineData("run-once 10m", "never", "09:10:01", "never", "09:00", "10:00")]
    [InlineData("run-once 10m", "09:00", "12:05", "12:00", "10:00 11:00", "13:00")]
    [InlineData("run-once 10m", "09:00", "12:30", "never", "10:00 11:00 12:00", "13:00")]
    [InlineData("run-once 3h", "09:00", "12:30", "12:00", "10:00 11:00", "13:00")]
    [InlineData("run-once 0", "never", "09:00:30", "09:00", "", "10:00")]
    [InlineData("run-once 0", "never", "09:02", "never", "09:00", "10:00")]
    [InlineData("skip", "never", "09:00:30", "09:00", "", "10:00")]
    [InlineData("skip", "never", "09:01", "09:00", "", "10:00")]
    [InlineData("skip", "never", "09:01:01", "never", "09:00", "10:00")]
    [InlineData("skip", "09:00", "12:00:10", "12:00", "10:00 11:00", "13:00")]
    [InlineData("run-once 10m", "12:00", "11:00:10", "never", "", "13:00")]
    public void What_is_due_is(string policy, string last, string now, string due, string passedOver, string next)
    {
        var decision = ScheduleDue.Decide(Hourly, Policy(policy), Today(last), Today("08:30")!.Value, Today(now)!.Value);

        Assert.Equal(Today(due), decision.Due);
        Assert.Equal(passedOver.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Today), decision.PassedOver.Cast<DateTimeOffset?>());
        Assert.False(decision.MorePassedOver);
        Assert.Equal(Today(next), decision.NextLook);
        Assert.Equal(decision.Due ?? decision.PassedOver.Select(one => (DateTimeOffset?)one).LastOrDefault() ?? Today(last), decision.DealtWith);
    }

    [Fact]
    public void A_schedule_that_never_happens_is_never_due()
    {
        var decision = ScheduleDue.Decide(CronSchedule.Parse("0 0 30 2 *"), new(), null, Utc("2020-01-01"), Utc("2026-05-04"));

        Assert.Equal((null, null, null), (decision.Due, decision.DealtWith, decision.NextLook));
    }

    [Fact]
    public void Of_a_long_absence_the_newest_hundred_are_listed_and_finding_them_takes_no_time()
    {
        var watch = Stopwatch.StartNew();
        var decision = ScheduleDue.Decide(CronSchedule.Parse("CRON_TZ=Asia/Seoul * * * * * *"), new(), null, Utc("2020-01-01"), Utc("2026-05-04 09:00"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
        Assert.Equal(Utc("2026-05-04 09:00"), decision.Due);
        Assert.Equal(Enumerable.Range(-100, 100).Select(second => Utc("2026-05-04 09:00").AddSeconds(second)), decision.PassedOver);
        Assert.True(decision.MorePassedOver);
    }

    [Fact]
    public void Looks_from_one_to_the_next_deal_with_every_occurrence_once() => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(), numbers => LookAgainAndAgain(new(numbers)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void LookAgainAndAgain(Tape tape)
    {
        var (schedule, change) = CronPropertyTests.Draw(tape);
        var policy = Policy(tape.Choose("skip", "run-once 10m", "run-once 2h"));
        var created = change.AddHours(-3);
        var now = created;
        DateTimeOffset? last = null;
        var dealtWith = new List<DateTimeOffset>();
        for (var look = 0; look < 20; look++)
        {
            now = now.AddSeconds(tape.Choose(30, 45, 300, 4_000));
            var decision = ScheduleDue.Decide(schedule, policy, last, created, now);
            Assert.True(decision.NextLook > now || decision.NextLook is null);
            if (decision.MorePassedOver)
                return;

            dealtWith.AddRange(decision.PassedOver);
            if (decision.Due is { } due)
                dealtWith.Add(due);
            last = decision.DealtWith;
        }

        var expected = new List<DateTimeOffset>();
        for (var next = schedule.Next(created); next <= now; next = schedule.Next(next.Value))
            expected.Add(next.Value);
        Assert.Equal(expected, dealtWith);
    }

    private static CronSchedule Hourly { get; } = CronSchedule.Parse("0 * * * *");

    private static MissedRunPolicy Policy(string text)
    {
        var parts = text.Split(' ');
        Assert.True(MissedRunPolicy.TryParse(parts[0], parts.ElementAtOrDefault(1), out var policy, out _));
        return policy;
    }

    private static DateTimeOffset? Today(string time) => time == "never" ? null : Utc($"2026-05-04 {time}");
}
