using System.Text.Json;
using Pipeline.Definitions.Windows;
using static Pipeline.Definitions.Tests.Moments;

namespace Pipeline.Definitions.Tests.Windows;

public sealed class ExecutionWindowTests
{
    // 4 May 2026 is a Monday.
    [Theory]
    [InlineData("* * UTC", "2026-05-04 12:00", true)]
    [InlineData("mon * UTC", "2026-05-04 00:00", true)]
    [InlineData("mon * UTC", "2026-05-04 23:59:59", true)]
    [InlineData("mon * UTC", "2026-05-05 00:00", false)]
    [InlineData("* 09:00-17:00 UTC", "2026-05-04 08:59:59", false)]
    [InlineData("* 09:00-17:00 UTC", "2026-05-04 09:00", true)]
    [InlineData("* 09:00-17:00 UTC", "2026-05-04 16:59:59", true)]
    [InlineData("* 09:00-17:00 UTC", "2026-05-04 17:00", false)]
    [InlineData("mon 20:00-24:00 UTC", "2026-05-04 23:59:59", true)]
    [InlineData("mon 20:00-24:00 UTC", "2026-05-05 00:00", false)]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-04 01:00", false)]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-04 23:00", true)]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-05 01:59:59", true)]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-05 02:00", false)]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-05 23:00", false)]
    [InlineData("sun 22:00-02:00 UTC", "2026-05-04 01:00", true)]
    [InlineData("mon 09:00-12:00,13:00-17:00 UTC", "2026-05-04 12:30", false)]
    [InlineData("mon 09:00-12:00,13:00-17:00 UTC", "2026-05-04 13:30", true)]
    [InlineData("mon 09:00-17:00 Asia/Seoul", "2026-05-04 00:00", true)]
    [InlineData("mon 09:00-17:00 Asia/Seoul", "2026-05-04 08:00", false)]
    [InlineData("mon * Asia/Seoul", "2026-05-03 15:00", true)]
    [InlineData("mon * America/New_York", "2026-05-04 03:59:59", false)]
    [InlineData("* * Asia/Seoul", "9999-12-31 12:00", false)]
    [InlineData("* * Asia/Seoul", "0001-01-01 00:00", false)]
    public void A_window_is_open_in_its_hours_on_the_days_on_which_it_starts(string window, string now, bool isOpen) =>
        Assert.Equal(isOpen, ExecutionWindow.Parse(window).IsOpen(Utc(now)));

    [Theory]
    [InlineData("mon 09:00-17:00 UTC", "2026-05-04 08:00", "2026-05-04 09:00")]
    [InlineData("mon 09:00-17:00 UTC", "2026-05-04 10:15:30", "2026-05-04 10:15:30")]
    [InlineData("mon 09:00-17:00 UTC", "2026-05-04 17:00", "2026-05-11 09:00")]
    [InlineData("mon,wed 09:00-17:00 UTC", "2026-05-04 17:00", "2026-05-06 09:00")]
    [InlineData("mon 22:00-02:00 UTC", "2026-05-05 02:00", "2026-05-11 22:00")]
    [InlineData("mon 06:00-07:00,13:00-14:00 UTC", "2026-05-04 08:00", "2026-05-04 13:00")]
    [InlineData("mon 09:00-17:00 Asia/Seoul", "2026-05-04 08:00", "2026-05-11 00:00")]
    [InlineData("mon 09:00-17:00 UTC", "9999-06-01 00:00", "never")]
    public void The_next_opening_is_the_moment_itself_or_the_next_start(string window, string now, string opening) =>
        Assert.Equal(UtcOrNever(opening), ExecutionWindow.Parse(window).NextOpening(Utc(now)));

    // The clocks of New York go from 02:00 to 03:00 on Sunday 8 March 2026 (07:00 UTC), Dublin's from 01:00 to 02:00 on Sunday 29 March (01:00 UTC).
    [Theory]
    [InlineData("sun 02:30-04:00 America/New_York", "2026-03-08 07:00", "2026-03-08 08:00", "2026-03-15 06:30")]
    [InlineData("sun 01:00-02:30 America/New_York", "2026-03-08 06:00", "2026-03-08 07:00", "2026-03-15 05:00")]
    [InlineData("sun 01:00-05:00 America/New_York", "2026-03-08 06:00", "2026-03-08 09:00", "2026-03-15 05:00")]
    [InlineData("sat 22:00-02:30 America/New_York", "2026-03-08 03:00", "2026-03-08 07:00", "2026-03-15 02:00")]
    [InlineData("sun * America/New_York", "2026-03-08 05:00", "2026-03-09 04:00", "2026-03-15 04:00")]
    [InlineData("sun 01:30-04:00 Europe/Dublin", "2026-03-29 01:00", "2026-03-29 03:00", "2026-04-05 00:30")]
    [InlineData("sun 02:30-04:00 Asia/Seoul", "2026-03-07 17:30", "2026-03-07 19:00", "2026-03-14 17:30")]
    public void A_start_or_an_end_in_a_skipped_hour_is_when_the_clocks_are_put_forward(string window, string opens, string closes, string opensAgain) =>
        AssertSpan(window, opens, closes, opensAgain);

    // The clocks of New York go from 02:00 back to 01:00 on Sunday 1 November 2026 (06:00 UTC), Dublin's likewise on Sunday 25 October (01:00 UTC).
    [Theory]
    [InlineData("sun 01:30-01:45 America/New_York", "2026-11-01 05:30", "2026-11-01 06:45", "2026-11-08 06:30")]
    [InlineData("sun 01:30-03:00 America/New_York", "2026-11-01 05:30", "2026-11-01 08:00", "2026-11-08 06:30")]
    [InlineData("sun 00:30-01:00 America/New_York", "2026-11-01 04:30", "2026-11-01 06:00", "2026-11-08 05:30")]
    [InlineData("sat 22:00-01:30 America/New_York", "2026-11-01 02:00", "2026-11-01 06:30", "2026-11-08 03:00")]
    [InlineData("sun * America/New_York", "2026-11-01 04:00", "2026-11-02 05:00", "2026-11-08 05:00")]
    [InlineData("sun 01:30-01:45 Europe/Dublin", "2026-10-25 00:30", "2026-10-25 01:45", "2026-11-01 01:30")]
    [InlineData("sun 01:30-01:45 Asia/Seoul", "2026-10-31 16:30", "2026-10-31 16:45", "2026-11-07 16:30")]
    public void Of_times_in_a_repeated_hour_a_window_covers_all_from_the_first_to_the_last(string window, string opens, string closes, string opensAgain) =>
        AssertSpan(window, opens, closes, opensAgain);

    [Theory]
    [InlineData("sun 02:00-03:00 America/New_York", "2026-03-07 12:00", "2026-03-15 06:00")]
    [InlineData("sun 02:15-02:45 America/New_York", "2026-03-07 12:00", "2026-03-15 06:15")]
    [InlineData("fri * Pacific/Apia", "2011-12-29 12:00", "2012-01-05 10:00")]
    public void A_window_that_lies_in_skipped_time_altogether_does_not_open_on_that_day(string window, string now, string opening) =>
        Assert.Equal(Utc(opening), ExecutionWindow.Parse(window).NextOpening(Utc(now)));

    [Theory]
    [InlineData("* * UTC")]
    [InlineData("mon,tue,wed 09:00-17:00 Europe/Berlin")]
    [InlineData("sat 06:00-08:00,22:00-24:00,23:00-02:00 Asia/Seoul")]
    public void A_window_has_one_text_that_reads_back(string text)
    {
        var window = ExecutionWindow.Parse(text);
        var json = JsonSerializer.Serialize(window, DefinitionsJson.Default.ExecutionWindow);

        Assert.Equal(text, window.ToString());
        Assert.Equal(text, JsonSerializer.Deserialize(json, DefinitionsJson.Default.ExecutionWindow)!.ToString());
    }

    [Fact]
    public void Days_and_hours_are_put_in_order_and_all_seven_days_are_every_day()
    {
        Assert.True(ExecutionWindow.TryParse(["fri", "mon", "fri"], [("20:00", "22:00"), ("08:00", "09:00"), ("20:00", "22:00")], null, out var window, out _));
        Assert.Equal("mon,fri 08:00-09:00,20:00-22:00 UTC", window.ToString());
        Assert.Equal("* * UTC", ExecutionWindow.Parse("sun,mon,tue,wed,thu,fri,sat * utc").ToString());
    }

    private static void AssertSpan(string text, string opens, string closes, string opensAgain)
    {
        var window = ExecutionWindow.Parse(text);
        Assert.Equal(Utc(opens), window.NextOpening(Utc(opens).AddDays(-1)));
        Assert.True(window.IsOpen(Utc(closes).AddTicks(-1)));
        Assert.False(window.IsOpen(Utc(closes)));
        Assert.Equal(Utc(opensAgain), window.NextOpening(Utc(closes)));
        for (var moment = Utc(opens); moment < Utc(closes); moment = moment.AddMinutes(1))
            Assert.True(window.IsOpen(moment), $"closed at {moment}");
    }
}
