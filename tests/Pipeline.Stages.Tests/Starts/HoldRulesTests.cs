using System.Globalization;
using Pipeline.Definitions;
using Pipeline.Definitions.Windows;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Tests.Starts;

public sealed class HoldRulesTests
{
    private static readonly DateTimeOffset Noon = At("04 12:00");

    // 4 May 2026 is a Monday. The pipeline's window and the stage's; freezes as days; what held the stage so far; then what holds it, and the next look.
    [Theory]
    [InlineData(null, null, "", "", "", null)]
    [InlineData("* 09:00-17:00 UTC", null, "", "", "", null)]
    [InlineData("* 13:00-17:00 UTC", null, "", "", "ClosedWindow", "04 13:00")]
    [InlineData(null, "* 13:00-17:00 UTC", "", "", "ClosedWindow", "04 13:00")]
    [InlineData("* 13:00-17:00 UTC", "* * UTC", "", "", "", null)]
    [InlineData("* * UTC", "wed 13:00-17:00 UTC", "", "", "ClosedWindow", "06 13:00")]
    [InlineData(null, null, "04-06", "", "Freeze", "04 12:05")]
    [InlineData(null, null, "05-06", "", "", null)]
    [InlineData("* 13:00-17:00 UTC", null, "04-06", "", "Freeze ClosedWindow", "04 12:05")]
    [InlineData("* 12:03-12:04 UTC", null, "", "", "ClosedWindow", "04 12:03")]
    [InlineData("* 13:00-17:00 UTC", null, "", "ordered", "", null)]
    [InlineData("* 13:00-17:00 UTC", null, "04-06", "ordered", "Freeze", "04 12:05")]
    [InlineData("* 13:00-17:00 UTC", null, "04-06", "ordered with freezes", "", null)]
    [InlineData(null, null, "", "paused", "Paused", "04 12:05")]
    [InlineData("* 13:00-17:00 UTC", null, "", "paused", "ClosedWindow Paused", "04 12:05")]
    [InlineData("* 12:03-12:04 UTC", null, "", "paused", "ClosedWindow Paused", "04 12:03")]
    [InlineData(null, null, "", "paused before", "", null)]
    public void A_stage_is_held_by_its_window_or_its_pipelines_by_freezes_and_once_held_by_a_pause(
        string? pipeline, string? stage, string freezes, string before, string obstacles, string? nextLook)
    {
        var held = new StageHold { Since = At("04 11:00") };
        var current = Document(before switch
        {
            "ordered" => held with { StartedNow = new("ann", Noon, "hurry", Freezes: false) },
            "ordered with freezes" => held with { StartedNow = new("ann", Noon, "hurry", Freezes: true) },
            "paused" => held,
            _ => null,
        });
        var run = Run(before.StartsWith("paused", StringComparison.Ordinal) ? RunStatus.Paused : RunStatus.Running);

        var hold = Decide(Window(pipeline), Window(stage), run, current, [.. freezes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Freeze)], Noon);

        Assert.Equal(obstacles, string.Join(' ', hold?.Obstacles.Select(obstacle => obstacle.Kind) ?? []));
        Assert.Equal(nextLook is null ? null : At(nextLook), hold is null ? null : HoldRules.NextLook(hold, Noon));
        if (hold is not null)
            Assert.Equal(current.Hold?.Since ?? Noon, hold.Since);
    }

    [Fact]
    public void A_window_that_never_opens_is_no_cause_to_look_again()
    {
        var hold = new StageHold { Since = Noon, Obstacles = [new(StartObstacleKind.ClosedWindow, null, "mon 02:00-03:00 UTC")] };

        Assert.Null(HoldRules.NextLook(hold, Noon));
    }

    [Theory]
    [InlineData("git", true)]
    [InlineData("manual", false)]
    public void Jitter_delays_a_start_once_and_then_no_more(string trigger, bool isDelayed)
    {
        var window = Window("* 12:00-17:00 UTC")! with { Jitter = new() { Min = TimeSpan.FromMinutes(1), Max = TimeSpan.FromMinutes(10), SkipManual = true } };
        var run = Run(RunStatus.Running) with { Trigger = new() { Type = trigger } };

        var delayed = Decide(null, window, run, Document(null), [], Noon);
        Assert.Equal(isDelayed, delayed is not null);
        if (delayed is null)
            return;

        Assert.Equal(StartObstacleKind.Jitter, Assert.Single(delayed.Obstacles).Kind);
        Assert.InRange(delayed.EarliestStart!.Value, Noon.AddMinutes(1), Noon.AddMinutes(10));
        Assert.Equal(delayed.EarliestStart, HoldRules.NextLook(delayed, Noon));
        Assert.Equal(delayed.EarliestStart, Decide(null, window, run, Document(delayed), [], Noon.AddSeconds(30))!.EarliestStart);
        Assert.Null(Decide(null, window, run, Document(delayed), [], delayed.EarliestStart.Value));
        Assert.Equal(At("05 12:00"), Decide(null, window, run, Document(delayed), [], At("04 17:00"))!.EarliestStart);
        Assert.Null(Decide(null, window, run, Document(delayed), [], At("05 12:00")));
    }

    [Theory]
    [InlineData("deploy.x", null, false, true)]
    [InlineData("build.x", null, false, false)]
    [InlineData("build.x", "production", false, true)]
    [InlineData("deploy.x", "production", true, false)]
    public void A_run_that_was_started_against_freezes_is_not_held_by_any(string type, string? deploys, bool isOverridden, bool isFrozen)
    {
        var stage = new StageDefinition { Id = "a", Type = type };
        var run = Run(RunStatus.Running) with { FreezeOverride = isOverridden ? new("ann", Noon, "hurry") : null };

        Assert.Equal(isFrozen, HoldRules.IsFrozenBy(new() { Name = "p", Deploys = deploys, Stages = [stage] }, stage, run));
    }

    [Fact]
    public void What_is_in_the_way_is_told_in_words()
    {
        var hold = Decide(Window("* 13:00-17:00 Asia/Seoul"), null, Run(RunStatus.Running), Document(null), [Freeze("04-06")], Noon)!;

        Assert.Equal(
            "the freeze 'audit' holds until 2026-05-06T00:00:00Z (The books are closed); then its window opens at 2026-05-06T04:00:00Z (* 13:00-17:00 Asia/Seoul)",
            hold.Reason);
    }

    private static StageHold? Decide(
        ExecutionWindow? pipeline, ExecutionWindow? own, RunDocument run, StageDocument current, IReadOnlyList<FreezePeriod> freezes, DateTimeOffset now)
    {
        var stage = new StageDefinition { Id = "a", Type = "deploy.x", Window = own };
        return HoldRules.Decide(new() { Name = "p", Window = pipeline, Stages = [stage] }, stage, run, current, freezes, now);
    }

    private static StageDocument Document(StageHold? hold) => new() { Id = "a", Name = "a", Type = "deploy.x", Hold = hold };

    private static RunDocument Run(RunStatus status) => new()
    {
        Id = "r",
        Number = 1,
        Pipeline = "p",
        Application = "shop",
        Revision = 1,
        Status = status,
        Trigger = new() { Type = "manual" },
        StartedBy = "ann",
        CreatedAt = Noon,
    };

    private static ExecutionWindow? Window(string? text) => text is null ? null : ExecutionWindow.Parse(text);

    private static FreezePeriod Freeze(string days) => new()
    {
        Application = "shop",
        Name = "audit",
        From = At($"{days[..2]} 00:00"),
        To = At($"{days[3..]} 00:00"),
        Reason = "The books are closed",
    };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse($"2026-05-{text}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
