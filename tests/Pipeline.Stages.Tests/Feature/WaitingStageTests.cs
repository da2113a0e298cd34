using System.Text.Json.Nodes;
using Pipeline.Stages.Feature;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Feature;

/// <summary>The stages that sleep: what they wait for, until when, and what a signal makes of it.</summary>
public sealed class WaitingStageTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly DateTimeOffset _start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approvers_are_reminded_again_and_again_and_a_vote_between_does_not_put_it_off()
    {
        var stage = new ApprovalStage(_time);
        const string With = """{ "quorum": 2, "reminder": "1h" }""";

        var step = await WaitAsync(stage, ApprovalStage.Type, With);
        Assert.Equal(_start.AddHours(1), step.Until);
        Assert.Null(step.Outputs!["reminders"]);

        _time.Advance(TimeSpan.FromMinutes(59));
        step = await WaitAsync(stage, ApprovalStage.Type, With, step, new(StageSignals.Decision), votes: [new("bob", _time.GetUtcNow(), null)]);
        Assert.Equal(_start.AddHours(1), step.Until);
        Assert.Equal(("bob", null), (step.Outputs!["votes"]![0]!["by"]!.GetValue<string>(), step.Outputs["reminders"]));

        for (var reminders = 1; reminders <= 3; reminders++)
        {
            _time.Advance(step.Until!.Value - _time.GetUtcNow());
            step = await WaitAsync(stage, ApprovalStage.Type, With, step);
            Assert.Equal((reminders, _start.AddHours(reminders + 1)), (step.Outputs!["reminders"]!.GetValue<int>(), step.Until));
            Assert.Equal(_start.AddHours(reminders), step.Outputs["remindedAt"]!.GetValue<DateTimeOffset>());
        }
    }

    [Fact]
    public async Task Approval_without_a_reminder_sleeps_until_it_is_decided() =>
        Assert.Null((await WaitAsync(new ApprovalStage(_time), ApprovalStage.Type, "{}")).Until);

    [Theory]
    [InlineData("""{ "reminder": "59s" }""")]
    [InlineData("""{ "quorum": 0 }""")]
    [InlineData("""{ "quorum": 21 }""")]
    public async Task Approval_that_cannot_be_is_an_error_of_the_author(string with)
    {
        var failure = await Assert.ThrowsAsync<StageFailedException>(() => ExecuteAsync(new ApprovalStage(_time), ApprovalStage.Type, with));

        Assert.Equal("invalid-input", failure.Error.Code);
    }

    [Theory]
    [InlineData("10m", 40)] // from now
    [InlineData("2h", 60)] // never longer than it was
    [InlineData("soon", 60)] // not understood: as it was
    public async Task Wait_is_shortened_to_a_remainder_and_never_lengthened(string remaining, int minutes)
    {
        var stage = new WaitStage(_time);
        var step = await WaitAsync(stage, WaitStage.Type, """{ "duration": "1h" }""");
        _time.Advance(TimeSpan.FromMinutes(30));

        step = await WaitAsync(
            stage, WaitStage.Type, """{ "duration": "1h" }""", step, new(StageSignals.Skip, new JsonObject { ["remaining"] = remaining }));

        Assert.Equal(_start.AddMinutes(minutes), step.Until);
        _time.Advance(step.Until!.Value - _time.GetUtcNow());
        Assert.IsType<StageStep.Succeeded>(await ExecuteAsync(stage, WaitStage.Type, """{ "duration": "1h" }""", step));
    }

    [Fact]
    public async Task Wait_that_is_skipped_ends_at_once_and_says_by_whom()
    {
        var stage = new WaitStage(_time);
        var step = await WaitAsync(stage, WaitStage.Type, """{ "duration": "1h" }""");

        var skip = new StageDecision { Verdict = StageVerdict.Skip, By = "bob", At = _start };
        var ended = await ExecuteAsync(stage, WaitStage.Type, """{ "duration": "1h" }""", step, new(StageSignals.Skip), decision: skip);

        Assert.Equal("bob", Assert.IsType<StageStep.Succeeded>(ended).Outputs!["skippedBy"]!.GetValue<string>());
    }

    private async Task<StageStep.Wait> WaitAsync(
        IStage stage, StageType type, string with, StageStep.Wait? before = null, StageSignal? signal = null, IReadOnlyList<StageVote>? votes = null) =>
        Assert.IsType<StageStep.Wait>(await ExecuteAsync(stage, type, with, before, signal, votes));

    private async Task<StageStep> ExecuteAsync(
        IStage stage,
        StageType type,
        string with,
        StageStep.Wait? before = null,
        StageSignal? signal = null,
        IReadOnlyList<StageVote>? votes = null,
        StageDecision? decision = null) => await stage.ExecuteAsync(
            new()
            {
                Run = new("run1", 7, "checkout", "shop", "alice", 0),
                StageId = "wait",
                Attempt = 1,
                Step = before is null ? 0 : 1,
                Cursor = before?.Cursor is { } cursor ? JsonNode.Parse(cursor.ToJsonString()) : null,
                Signal = signal,
                Decision = decision,
                Votes = votes ?? [],
                StartedAt = _start,
                RawInput = JsonNode.Parse(with)!.AsObject(),
                Stages = new([]),
                Log = new NoLog(),
            },
            type.Input,
            Cancellation);

    private sealed class NoLog : IStageLog
    {
        public void WriteLine(string text)
        {
        }
    }
}
