using Pipeline.Definitions.Windows;
using static Pipeline.Definitions.Tests.Moments;

namespace Pipeline.Definitions.Tests.Windows;

public sealed class StartGateTests
{
    // Windows, freezes as days of May 2026 with the letter of their reason, and now; then the earliest start and what is in the way. 4 May is a Monday.
    [Theory]
    [InlineData("", "", "04 12:00", "04 12:00", "")]
    [InlineData("* 09:00-17:00 UTC", "", "04 12:00", "04 12:00", "")]
    [InlineData("* 09:00-17:00 UTC", "", "04 08:00", "04 09:00", "window>04 09:00")]
    [InlineData("", "04-06:a", "04 12:00", "06 00:00", "a>06 00:00")]
    [InlineData("", "04-06:a", "03 23:59", "03 23:59", "")]
    [InlineData("", "04-06:a", "06 00:00", "06 00:00", "")]
    [InlineData("", "04-06:a 05-08:b", "04 12:00", "08 00:00", "a>06 00:00 b>08 00:00")]
    [InlineData("", "04-06:a 06-08:b", "04 12:00", "08 00:00", "a>06 00:00 b>08 00:00")]
    [InlineData("", "04-06:a 04-08:b", "04 12:00", "08 00:00", "b>08 00:00 a>06 00:00")]
    [InlineData("", "04-06:a 07-08:b", "04 12:00", "06 00:00", "a>06 00:00")]
    [InlineData("* 09:00-17:00 UTC", "04-06:a", "04 12:00", "06 09:00", "a>06 00:00 window>06 09:00")]
    [InlineData("* 09:00-17:00 UTC", "05-07:a", "04 18:00", "07 09:00", "window>05 09:00 a>07 00:00 window>07 09:00")]
    [InlineData("* 22:00-02:00 UTC", "04-06:a", "04 23:00", "06 00:00", "a>06 00:00")]
    [InlineData("mon 09:00-17:00 UTC", "11-12:a", "05 12:00", "18 09:00", "window>11 09:00 a>12 00:00 window>18 09:00")]
    [InlineData("mon 09:00-10:00 UTC;wed 20:00-21:00 UTC", "", "05 12:00", "06 20:00", "window>06 20:00")]
    [InlineData("mon 09:00-10:00 UTC;wed 20:00-21:00 UTC", "", "06 20:30", "06 20:30", "")]
    [InlineData("mon 09:00-10:00 UTC;tue 09:00-10:00 Asia/Seoul", "", "04 12:00", "05 00:00", "window>05 00:00")]
    public void Something_may_start_in_an_open_window_outside_of_every_freeze(string windows, string freezes, string now, string earliest, string obstacles)
    {
        var decision = StartGate.Decide(
            [.. windows.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ExecutionWindow.Parse)],
            [.. freezes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Freeze)],
            Day(now));

        Assert.Equal(Day(earliest), decision.EarliestStart);
        Assert.Equal(obstacles, string.Join(' ', decision.Obstacles.Select(Text)));
        Assert.Equal(decision.MayStart, Day(earliest) == Day(now));
        Assert.Equal(decision.MayStart, decision.Reason is null);
    }

    [Fact]
    public void The_reason_says_what_is_in_the_way_and_until_when()
    {
        var decision = StartGate.Decide([ExecutionWindow.Parse("mon 09:00-17:00 Europe/Berlin"), ExecutionWindow.Parse("fri 09:00-17:00 UTC")], [Freeze("04-06:Audit")], Day("04 12:00"));

        Assert.Equal(
            "the freeze 'Audit' holds until 2026-05-06T00:00:00Z (Audit)\nits window opens at 2026-05-08T09:00:00Z (mon 09:00-17:00 Europe/Berlin or fri 09:00-17:00 UTC)",
            decision.Reason);
    }

    [Fact]
    public void Behind_a_freeze_for_good_no_window_opens_any_more()
    {
        var freeze = Freeze("04-06:a") with { To = DateTimeOffset.MaxValue };
        var decision = StartGate.Decide([ExecutionWindow.Parse("mon 09:00-17:00 UTC")], [freeze], Day("04 12:00"));

        Assert.Null(decision.EarliestStart);
        Assert.Equal([StartObstacleKind.Freeze, StartObstacleKind.ClosedWindow], decision.Obstacles.Select(obstacle => obstacle.Kind));
        Assert.Null(decision.Obstacles[1].Until);
        Assert.StartsWith("its window does not open any more (mon", decision.Obstacles[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_freezes_that_hold_the_one_that_lasts_longest_comes_first() => Assert.Equal(
        ["c", "a", "b"],
        FreezeRules.FindActive([Freeze("03-06:a"), Freeze("04-06:b"), Freeze("01-09:c"), Freeze("05-07:d"), Freeze("01-04:e")], Day("04 12:00")).Select(freeze => freeze.Reason));

    [Theory]
    [InlineData(null, "deploy.manifest", true)]
    [InlineData(null, "promote.freight", true)]
    [InlineData(null, "build.jenkins", false)]
    [InlineData(null, "feature.approval", false)]
    [InlineData("production", "feature.approval", true)]
    public void Freezes_hold_what_deploys_and_every_stage_of_a_pipeline_that_does(string? deploys, string type, bool holds)
    {
        var stage = new StageDefinition { Id = "a", Type = type };
        Assert.Equal(holds, FreezeRules.Holds(new() { Name = "p", Deploys = deploys, Stages = [stage] }, stage));
    }

    private static FreezePeriod Freeze(string text)
    {
        var parts = text.Split('-', ':');
        return new() { Application = "shop", Name = parts[2], From = Day($"{parts[0]} 00:00"), To = Day($"{parts[1]} 00:00"), Reason = parts[2] };
    }

    private static string Text(StartObstacle obstacle) =>
        $"{(obstacle.Kind is StartObstacleKind.Freeze ? obstacle.Description : "window")}>{obstacle.Until:dd HH:mm}";

    private static DateTimeOffset Day(string text) => Utc($"2026-05-{text}");
}
