using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Kernel;

public sealed class StageTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StageDocument NotStarted = new() { Id = "a", Name = "a", Type = "t" };

    private static readonly StageDocument Waiting = Begun() with
    {
        StepsDone = 2,
        Continuation = new() { Attempt = 1, Step = 2, Signals = ["skip"] },
        WaitingFor = new(["skip"], Now, null),
        Outputs = new() { ["n"] = 1 },
    };

    private static readonly StageDocument Ended = Begun() with { Status = StageStatus.Stopped, FailsRunLater = true, EndedAt = Now };

    private static readonly StageDocument Restarted = NotStarted with
    {
        Attempt = 2,
        Generation = 2,
        EarlierAttempts = [new() { Attempt = 1, Status = StageStatus.Terminal }],
    };

    /// <summary>The stage as it stands, the step asked for, and what is recorded of it: nothing, an end, or the step to go on with.</summary>
    public static TheoryData<string, int, int, StageStepMode, string?> RecordedSteps() => new()
    {
        { "not started", 1, 0, StageStepMode.Execute, null },
        { "begun", 1, 0, StageStepMode.Execute, null },
        { "waiting", 1, 0, StageStepMode.Execute, "2" },
        { "waiting", 1, 1, StageStepMode.Execute, "2" },
        { "waiting", 1, 2, StageStepMode.Execute, null },
        { "waiting", 1, 1, StageStepMode.Cancel, null },
        { "waiting", 1, 1, StageStepMode.Timeout, null },
        { "ended", 1, 0, StageStepMode.Execute, "Stopped" },
        { "ended", 1, 7, StageStepMode.Cancel, "Stopped" },
        { "restarted", 1, 3, StageStepMode.Execute, "Terminal" },
        { "restarted", 2, 0, StageStepMode.Execute, null },
    };

    [Theory]
    [MemberData(nameof(RecordedSteps))]
    public void What_is_recorded_of_a_step_is_its_answer(string stage, int attempt, int step, StageStepMode mode, string? recorded)
    {
        var current = stage switch
        {
            "not started" => NotStarted,
            "begun" => Begun(),
            "waiting" => Waiting,
            "ended" => Ended,
            _ => Restarted,
        };

        var result = StageTransitions.Recorded(current, Request(attempt, step) with { Mode = mode });

        Assert.Equal(recorded, result?.Ended?.Status.ToString() ?? result?.Continues?.Step.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (stage == "ended")
            Assert.True(result!.Ended!.FailsRunLater);
    }

    [Fact]
    public void Attempt_that_begins_has_nothing_of_the_one_before()
    {
        var begun = StageTransitions.Begin(
            Restarted with { Reason = "old", Continuation = new() { Attempt = 1, Step = 1 }, StepsDone = 4 }, Request(2, 0), new() { ["x"] = 1 }, Now, TimeSpan.FromHours(1));

        Assert.Equal((StageStatus.Running, 2, 0, "i"), (begun.Status, begun.Attempt, begun.StepsDone, begun.Instance));
        Assert.Equal((Now, Now.AddHours(1)), (begun.StartedAt, begun.Deadline));
        Assert.Equal((null, null), (begun.Reason, begun.Continuation));
        Assert.Single(begun.EarlierAttempts);
        Assert.Null(StageTransitions.Begin(NotStarted, Request(1, 0), [], Now, null).Deadline);
    }

    public static TheoryData<string, bool> News() => new()
    {
        { "the same", false },
        { "outputs", true },
        { "until", true },
        { "signals", true },
        { "no wait", true },
        { "question", true },
        { "first step", true },
    };

    [Theory]
    [MemberData(nameof(News))]
    public void Step_is_written_when_it_changes_what_people_see(string what, bool isNews)
    {
        var before = what == "first step" ? Waiting with { StepsDone = 0 } : Waiting;
        var wait = what switch
        {
            "until" => new StageWait(["skip"], Now.AddHours(1), null),
            "signals" => new(["decision"], Now, null),
            "no wait" => null,
            "question" => new(["skip"], Now, new() { Rule = StageDecisionRule.Approval }),
            _ => new(["skip"], Now, null),
        };
        var outputs = what == "outputs" ? new JsonObject { ["n"] = 2 } : new JsonObject { ["n"] = 1 };

        var after = StageTransitions.Continue(before, new() { Attempt = 1, Step = 3 }, wait, outputs);

        Assert.Equal(isNews, StageTransitions.IsNews(before, after));
        Assert.Equal(3, after.StepsDone);
        Assert.Equal("""{"n":1}""", StageTransitions.Continue(before, new() { Attempt = 1, Step = 3 }, wait, null).Outputs!.ToJsonString());
    }

    [Fact]
    public void End_closes_the_wait_and_keeps_the_last_outputs()
    {
        var ended = StageTransitions.End(Waiting, new(StageStatus.Terminal), StepOutcome.Failed(new("c", "Message.")), Now.AddMinutes(1));

        Assert.Equal((StageStatus.Terminal, "Message.", "c"), (ended.Status, ended.Reason, ended.Error!.Code));
        Assert.Equal((null, null), (ended.WaitingFor, ended.Continuation));
        Assert.Equal("""{"n":1}""", ended.Outputs!.ToJsonString());
        Assert.Equal((Now, Now.AddMinutes(1)), (ended.StartedAt, ended.EndedAt));
        Assert.Equal(Now, StageTransitions.End(NotStarted, new(StageStatus.Canceled), new(StageOutcome.CanceledByRun), Now).StartedAt);
    }

    private static StageDocument Begun() => StageTransitions.Begin(NotStarted, Request(1, 0), [], Now, null);

    private static StageStepRequest Request(int attempt, int step) =>
        new() { Run = "r", Generation = attempt, Stage = "a", Attempt = attempt, Step = step, Instance = "i" };
}
