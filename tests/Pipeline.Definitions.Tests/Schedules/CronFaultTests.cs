using Pipeline.Definitions.Schedules;

namespace Pipeline.Definitions.Tests.Schedules;

public sealed class CronFaultTests
{
    [Theory]
    [InlineData("", "cron: The schedule is empty; write 5 (minute, hour, day of month, month, day of week), or 6 with the second first, for example '0 3 * * MON-FRI'.")]
    [InlineData("0 3 * *", "cron: '0 3 * *' has 4 fields; write 5")]
    [InlineData("0 0 3 * * ? 2026", "There is no field for the year.")]
    [InlineData("60 3 * * *", "cron: The minute cannot be '60': write 0 to 59, for example 0, 15,45 or */10.")]
    [InlineData("0 24 * * *", "cron: The hour cannot be '24': write 0 to 23, for example 3, 9-17 or */4.")]
    [InlineData("0 3 0 * *", "The day of month cannot be '0'")]
    [InlineData("0 3 * 13 *", "The month cannot be '13'")]
    [InlineData("0 3 * JANUARY *", "The month cannot be 'JANUARY': write 1 to 12 or JAN to DEC, names of three letters")]
    [InlineData("0 3 * * 8", "The day of week cannot be '8': write 0 to 7 (0 and 7 are Sunday)")]
    [InlineData("0 3 * * monday", "The day of week cannot be 'MONDAY'")]
    [InlineData("75 0 3 * * *", "The second cannot be '75'")]
    [InlineData("*/0 3 * * *", "The minute cannot be '*/0'")]
    [InlineData("*/5,10 3 * * *", "A list cannot hold '*': write it as a range.")]
    [InlineData("H 3 * * *", "The minute is 'H', but nothing is chosen at random here")]
    [InlineData("@dayly", "cron: There is no '@dayly'; write one of @hourly, @daily")]
    [InlineData("@dayly", "Did you mean '@daily'?")]
    [InlineData("@every 5m", "cron: There is no '@every 5m'; write one of @hourly")]
    [InlineData("CRON_TZ=Asia/Seoul 0 3 * * *", "cron: The time zone has a field of its own, 'zone'")]
    public void What_is_no_schedule_is_explained_with_its_field_and_an_example(string cron, string explanation)
    {
        Assert.False(CronSchedule.TryParse(cron, null, out _, out var faults));
        Assert.Contains(explanation, string.Join('\n', faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Asia/Seol", "zone: There is no time zone 'Asia/Seol'. Write an IANA name, for example Asia/Seoul, Europe/Berlin or UTC. Did you mean 'Asia/Seoul'?")]
    [InlineData("Seoul", "Did you mean 'Asia/Seoul'?")]
    [InlineData("new york", "Did you mean 'America/New_York'?")]
    [InlineData("Europe/Munich", "There is no time zone 'Europe/Munich'.")]
    [InlineData("+09:00", "There is no time zone '+09:00'.")]
    [InlineData("right/UTC", "There is no time zone 'right/UTC'.")]
    [InlineData("../../etc/passwd", "There is no time zone '../../etc/passwd'.")]
    [InlineData(" ", "zone: The name of the time zone is missing.")]
    public void An_unknown_zone_is_refused_with_what_was_probably_meant(string zone, string explanation)
    {
        Assert.False(CronSchedule.TryParse("0 3 * * *", zone, out _, out var faults));
        Assert.Contains(explanation, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_found_at_once()
    {
        Assert.False(CronSchedule.TryParse("61 25 * * *", "Mars/Olympus", out _, out var faults));
        Assert.Equal(["cron", "cron", "zone"], faults.Select(fault => fault.Field));
        Assert.Throws<FormatException>(() => CronSchedule.Parse("CRON_TZ=Mars/Olympus 61 25 * * *"));
        Assert.Throws<FormatException>(() => CronSchedule.Parse("CRON_TZ=UTC"));
    }

    [Fact]
    public void A_text_that_is_far_too_long_is_refused()
    {
        Assert.False(CronSchedule.TryParse($"{string.Join(',', Enumerable.Repeat("1", 600))} * * * *", null, out _, out var faults));
        Assert.Contains("at most 512", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "run-once 10m")]
    [InlineData("run-once", "2h", "run-once 2h")]
    [InlineData("skip", null, "skip")]
    public void A_policy_for_missed_runs_is_read(string? missed, string? missedFor, string text)
    {
        Assert.True(MissedRunPolicy.TryParse(missed, missedFor, out var policy, out _));
        Assert.Equal(text, policy.ToString());
    }

    [Theory]
    [InlineData("run-onse", null, "missed: 'run-onse' is not one of: run-once, skip. Did you mean 'run-once'?")]
    [InlineData(null, "10", "missedFor: '10' has no unit")]
    [InlineData("skip", "10m", "missedFor: With 'missed: skip' nothing is made up for")]
    public void What_is_no_policy_is_explained(string? missed, string? missedFor, string explanation)
    {
        Assert.False(MissedRunPolicy.TryParse(missed, missedFor, out _, out var faults));
        Assert.Contains(explanation, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }
}
