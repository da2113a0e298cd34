using Pipeline.Definitions;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Runs;

public sealed class StageDeadlineTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // The stage began at 12:00 and has an hour. Pauses in minutes after noon, from and to; an open one has no end. Now, and when the time is up.
    [Theory]
    [InlineData("", RunStatus.Running, 30, 60)]
    [InlineData("10-20", RunStatus.Running, 30, 70)]
    [InlineData("10-20 25-30", RunStatus.Running, 30, 75)]
    [InlineData("-30--10", RunStatus.Running, 30, 60)]
    [InlineData("-30-10", RunStatus.Running, 30, 70)]
    [InlineData("10-", RunStatus.Paused, 30, 80)]
    [InlineData("-30-", RunStatus.Paused, 30, 90)]
    [InlineData("-30-", RunStatus.Running, 30, 60)]
    [InlineData("5-10 20-", RunStatus.Paused, 30, 75)]
    public void Time_for_which_the_run_is_paused_does_not_count(string pauses, RunStatus status, int now, int deadline)
    {
        var run = Run(status, pauses);

        Assert.Equal(Minute(deadline), StageDeadlines.Of(Stage, run, Minute(now)));
        Assert.Null(StageDeadlines.Of(Stage with { Deadline = null }, run, Minute(now)));
    }

    [Theory]
    [InlineData("", RunStatus.Running, 60, null)]
    [InlineData("10-20", RunStatus.Running, 60, 70)]
    [InlineData("10-20", RunStatus.Running, 70, null)]
    [InlineData("10-", RunStatus.Paused, 60, 110)]
    [InlineData("60-", RunStatus.Paused, 60, null)]
    public void A_time_that_only_seems_to_be_up_is_given_its_rest(string pauses, RunStatus status, int now, int? deadline)
    {
        var request = new StageStepRequest { Run = "r", Generation = 1, Stage = "a", Attempt = 1, Step = 7, Instance = "i", Mode = StageStepMode.Timeout, Cursor = "where it was" };

        var result = StageTransitions.NotYetTimedOut(Stage, Run(status, pauses), request, Minute(now));

        Assert.Equal(deadline is { } minute ? Minute(minute) : null, result?.Continues!.Deadline);
        if (result is not null)
            Assert.Equal((7, "where it was", "skip"), (result.Continues!.Step, result.Continues.Cursor!.GetValue<string>(), Assert.Single(result.Continues.Signals)));
    }

    [Fact]
    public void What_is_left_during_a_pause_is_looked_at_once_a_minute()
    {
        var stage = Stage with { Deadline = Minute(10).AddSeconds(1) };
        var request = new StageStepRequest { Run = "r", Generation = 1, Stage = "a", Attempt = 1, Step = 1, Instance = "i", Mode = StageStepMode.Timeout };

        Assert.Equal(Minute(31), StageTransitions.NotYetTimedOut(stage, Run(RunStatus.Paused, "10-"), request, Minute(30))!.Continues!.Deadline);
    }

    private static StageDocument Stage { get; } = new()
    {
        Id = "a",
        Name = "a",
        Type = "t",
        Status = StageStatus.Running,
        StartedAt = Noon,
        Deadline = Minute(60),
        StepsDone = 1,
        Continuation = new() { Attempt = 1, Step = 1, Signals = ["skip"], Deadline = Minute(60) },
    };

    private static RunDocument Run(RunStatus status, string pauses) => new()
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
        Pauses = [.. pauses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Pause)],
    };

    private static RunPaused Pause(string text)
    {
        var dash = text.IndexOf('-', 1);
        var to = text[(dash + 1)..];
        var from = Minute(int.Parse(text[..dash], System.Globalization.CultureInfo.InvariantCulture));
        return to.Length == 0 ? new("ann", from) : new("ann", from, "bob", Minute(int.Parse(to, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static DateTimeOffset Minute(int minute) => Noon.AddMinutes(minute);
}
