using System.Text.Json;
using Pipeline.Definitions.Schedules;
using static Pipeline.Definitions.Tests.Moments;

namespace Pipeline.Definitions.Tests.Schedules;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 3 * * *", "2026-05-04 03:00", "2026-05-05 03:00")]
    [InlineData("0 3 * * *", "2026-05-04 02:59:59", "2026-05-04 03:00")]
    [InlineData("*/15 * * * *", "2026-05-04 10:01", "2026-05-04 10:15")]
    [InlineData("*/10 * * * * *", "2026-05-04 10:00:05", "2026-05-04 10:00:10")]
    [InlineData("30 0 0 * * *", "2026-05-04 10:00", "2026-05-05 00:00:30")]
    [InlineData("0 9 * * MON-FRI", "2026-05-08 09:00", "2026-05-11 09:00")]
    [InlineData("0 9 * * 7", "2026-05-08 09:00", "2026-05-10 09:00")]
    [InlineData("0 0 13 * FRI", "2026-05-08 09:00", "2026-11-13 00:00")]
    [InlineData("0 0 L * *", "2026-02-08 09:00", "2026-02-28 00:00")]
    [InlineData("0 0 * * MON#2", "2026-05-08 09:00", "2026-05-11 00:00")]
    [InlineData("0 0 29 2 *", "2026-05-08 09:00", "2028-02-29 00:00")]
    [InlineData("0 0 30 2 *", "2026-05-08 09:00", "never")]
    [InlineData("@daily", "2026-05-08 09:00", "2026-05-09 00:00")]
    [InlineData("CRON_TZ=Asia/Seoul 0 3 * * *", "2026-05-04 10:00", "2026-05-04 18:00")]
    [InlineData("CRON_TZ=Asia/Seoul 0 3 1 * *", "2026-05-31 10:00", "2026-05-31 18:00")]
    [InlineData("CRON_TZ=Asia/Kolkata 0 0 * * *", "2026-05-04 10:00", "2026-05-04 18:30")]
    [InlineData("* * * * * *", "9999-12-31 10:00", "never")]
    [InlineData("CRON_TZ=Asia/Seoul 0 0 1 1 *", "9997-06-01 00:00", "9997-12-31 15:00")]
    [InlineData("0 3 * * *", "0001-01-01 00:00", "0002-01-02 03:00")]
    public void The_next_occurrence_is_the_first_one_after_the_moment(string schedule, string after, string next) =>
        Assert.Equal(UtcOrNever(next), CronSchedule.Parse(schedule).Next(Utc(after)));

    // New York goes from 02:00 to 03:00 on 8 March 2026 (07:00 UTC), Dublin, whose summer time is its standard time, from 01:00 to 02:00 on 29 March (01:00 UTC).
    [Theory]
    [InlineData("CRON_TZ=America/New_York 30 2 * * *", "2026-03-08 00:00", "2026-03-08 07:00", "2026-03-09 06:30")]
    [InlineData("CRON_TZ=America/New_York 10,40 2 * * *", "2026-03-08 00:00", "2026-03-08 07:00", "2026-03-09 06:10")]
    [InlineData("CRON_TZ=America/New_York 0 2,3 * * *", "2026-03-08 00:00", "2026-03-08 07:00", "2026-03-09 06:00")]
    [InlineData("CRON_TZ=America/New_York 30 2,3 * * *", "2026-03-08 00:00", "2026-03-08 07:00", "2026-03-08 07:30")]
    [InlineData("CRON_TZ=America/New_York */20 2 * * *", "2026-03-08 00:00", "2026-03-08 07:00", "2026-03-09 06:00")]
    [InlineData("CRON_TZ=America/New_York */30 * * * *", "2026-03-08 06:30", "2026-03-08 07:00", "2026-03-08 07:30")]
    [InlineData("CRON_TZ=America/New_York 15 * * * *", "2026-03-08 06:15", "2026-03-08 07:00", "2026-03-08 07:15")]
    [InlineData("CRON_TZ=America/New_York 30 2 8 3 *", "2026-01-01 00:00", "2026-03-08 07:00", "2027-03-08 07:30")]
    [InlineData("CRON_TZ=Europe/Dublin 30 1 * * *", "2026-03-29 00:00", "2026-03-29 01:00", "2026-03-30 00:30")]
    [InlineData("CRON_TZ=Asia/Seoul 30 2 * * *", "2026-03-08 00:00", "2026-03-08 17:30", "2026-03-09 17:30")]
    public void What_falls_into_a_skipped_hour_happens_once_when_it_is_over(string schedule, string after, string first, string second) =>
        AssertNext(schedule, after, first, second);

    // New York goes from 02:00 back to 01:00 on 1 November 2026 (06:00 UTC), Dublin likewise on 25 October (01:00 UTC).
    [Theory]
    [InlineData("CRON_TZ=America/New_York 30 1 * * *", "2026-11-01 00:00", "2026-11-01 05:30", "2026-11-02 06:30")]
    [InlineData("CRON_TZ=America/New_York 10,40 1 * * *", "2026-11-01 05:10", "2026-11-01 05:40", "2026-11-02 06:10")]
    [InlineData("CRON_TZ=America/New_York 30 1 * * *", "2026-11-01 06:10", "2026-11-02 06:30", "2026-11-03 06:30")]
    [InlineData("CRON_TZ=America/New_York 0 2 * * *", "2026-11-01 05:10", "2026-11-01 07:00", "2026-11-02 07:00")]
    [InlineData("CRON_TZ=America/New_York 0 1,2 * * *", "2026-11-01 05:00", "2026-11-01 07:00", "2026-11-02 06:00")]
    [InlineData("CRON_TZ=America/New_York 0 0 1 * * *", "2026-11-01 00:00", "2026-11-01 05:00", "2026-11-02 06:00")]
    [InlineData("CRON_TZ=America/New_York @daily", "2026-11-01 00:00", "2026-11-01 04:00", "2026-11-02 05:00")]
    [InlineData("CRON_TZ=Europe/Dublin 30 1 * * *", "2026-10-25 00:00", "2026-10-25 00:30", "2026-10-26 01:30")]
    [InlineData("CRON_TZ=Asia/Seoul 30 1 * * *", "2026-11-01 00:00", "2026-11-01 16:30", "2026-11-02 16:30")]
    public void Fixed_times_in_a_repeated_hour_happen_the_first_time_only(string schedule, string after, string first, string second) =>
        AssertNext(schedule, after, first, second);

    [Theory]
    [InlineData("CRON_TZ=America/New_York */30 * * * *", "2026-11-01 05:30", "2026-11-01 06:00", "2026-11-01 06:30")]
    [InlineData("CRON_TZ=America/New_York */30 1 * * *", "2026-11-01 05:00", "2026-11-01 05:30", "2026-11-01 06:00")]
    [InlineData("CRON_TZ=America/New_York 15 * * * *", "2026-11-01 05:00", "2026-11-01 05:15", "2026-11-01 06:15")]
    [InlineData("CRON_TZ=America/New_York 30 0-4 * * *", "2026-11-01 05:00", "2026-11-01 05:30", "2026-11-01 06:30")]
    [InlineData("CRON_TZ=America/New_York @hourly", "2026-11-01 04:30", "2026-11-01 05:00", "2026-11-01 06:00")]
    [InlineData("CRON_TZ=Europe/Dublin */30 * * * *", "2026-10-25 00:30", "2026-10-25 01:00", "2026-10-25 01:30")]
    [InlineData("CRON_TZ=Australia/Lord_Howe 45 * * * *", "2026-04-04 14:00", "2026-04-04 14:45", "2026-04-04 15:15")]
    [InlineData("CRON_TZ=Asia/Seoul */30 * * * *", "2026-11-01 05:30", "2026-11-01 06:00", "2026-11-01 06:30")]
    public void Intervals_go_on_at_every_real_interval_of_a_repeated_hour(string schedule, string after, string first, string second) =>
        AssertNext(schedule, after, first, second);

    [Fact]
    public void A_zone_that_leaves_out_a_day_makes_up_for_it_when_the_next_begins() =>
        AssertNext("CRON_TZ=Pacific/Apia 0 12 * * *", "2011-12-29 23:00", "2011-12-30 10:00", "2011-12-30 22:00");

    [Theory]
    [InlineData("0  3\t* * *", null, "0 3 * * *")]
    [InlineData(" 0 9 * jan-mar Mon-fri\n", "UTC", "0 9 * JAN-MAR MON-FRI")]
    [InlineData("0 0 ? * 1", "asia/seoul", "CRON_TZ=Asia/Seoul 0 0 ? * 1")]
    [InlineData("@Daily", "Europe/Berlin", "CRON_TZ=Europe/Berlin @daily")]
    [InlineData("0 0 3 * * *", "Etc/UTC", "CRON_TZ=Etc/UTC 0 0 3 * * *")]
    public void A_schedule_has_one_text_that_reads_back(string cron, string? zone, string text)
    {
        Assert.True(CronSchedule.TryParse(cron, zone, out var schedule, out _));
        Assert.Equal(text, schedule.ToString());
        Assert.Equal(schedule, CronSchedule.Parse(text));
        Assert.Equal(schedule, JsonSerializer.Deserialize(JsonSerializer.Serialize(schedule, DefinitionsJson.Default.CronSchedule), DefinitionsJson.Default.CronSchedule));
    }

    private static void AssertNext(string text, string after, params string[] expected)
    {
        var schedule = CronSchedule.Parse(text);
        var moment = Utc(after);
        foreach (var next in expected)
        {
            Assert.Equal(Utc(next), schedule.Next(moment));
            moment = Utc(next);
        }
    }
}
