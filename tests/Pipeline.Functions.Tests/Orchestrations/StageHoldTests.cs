using System.Text;
using Pipeline.Definitions;
using Pipeline.Definitions.Windows;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>Stages whose turn has come and that may not start yet. The clock begins on Tuesday, 1 January 2030, at 00:00 UTC.</summary>
public abstract class StageHoldTests(HostingMode mode) : RunBehaviour(mode)
{
    private static readonly DateTimeOffset Midnight = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ExecutionWindow Evening = ExecutionWindow.Parse("* 22:00-23:00 UTC");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_starts_when_its_window_opens_and_one_beside_it_at_once()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Scripted("late") with { Window = Evening, Timeout = TimeSpan.FromMinutes(1) }, Scripted("behind", "late"), Scripted("beside"));

        var held = await runs.WaitingAsync(run, "late");
        Assert.Equal((StageStatus.Running, null), (held.Find("late")!.Status, held.Find("late")!.StartedAt));
        await runs.UntilAsync(run, details => details.Find("beside")!.EndedAt is not null);
        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromHours(22));

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.InRange(ended.Find("late")!.StartedAt!.Value, Midnight.AddHours(22), Midnight.AddHours(22).AddMinutes(1));
        Assert.Equal(["beside/1/0", "late/1/0", "behind/1/0"], runs.Script.Executed);
    }

    [Fact]
    public async Task A_stage_in_a_freeze_starts_within_minutes_of_its_being_lifted()
    {
        await using var runs = await StartAsync();
        await FreezeAsync(runs, hours: 48);
        var run = await runs.RunAsync(Scripted("tests"), Deploy("deploy") with { DependsOn = ["tests"] });
        Assert.Contains("the freeze 'audit' holds until", (await runs.WaitingAsync(run, "deploy")).Find("deploy")!.WaitingFor!.Reason, StringComparison.Ordinal);
        Assert.Equal(["tests/1/0"], runs.Script.Executed);

        await runs.Get<FreezeStore>().DeleteAsync("default", "audit", Cancellation);
        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromMinutes(5));

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.True(ended.Run.EndedAt < Midnight.AddMinutes(10));
    }

    [Fact]
    public async Task A_person_starts_a_stage_before_its_window_and_an_administrator_in_a_freeze()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Deploy("deploy") with { Window = Evening });
        await runs.WaitingAsync(run, "deploy");
        await FreezeAsync(runs, hours: 48);

        var refusal = await Assert.ThrowsAsync<DecisionForbiddenException>(() => StartNowAsync(runs, run, "deploy", "ed", mayPassFreezes: false));
        Assert.Contains("the freeze 'audit' holds until 2030-01-03T00:00:00Z (The books are closed)", refusal.Message, StringComparison.Ordinal);
        var started = await StartNowAsync(runs, run, "deploy", "ann", mayPassFreezes: true);
        Assert.Equal(new StartedNow("ann", started.Hold!.StartedNow!.At, "hurry", true), started.Hold.StartedNow);
        var ended = await runs.EndedAsync(run);

        var stage = ended.Find("deploy")!;
        Assert.Equal((StageStatus.Succeeded, "ann"), (stage.Status, stage.Hold!.StartedNow!.By));
        Assert.True(stage.StartedAt < Midnight.AddHours(1));
        Assert.Contains("Started before its time by ann: hurry", await LogAsync(runs, run, "deploy"), StringComparison.Ordinal);
        var events = await runs.Store.ReadEventsAsync(run, 0, 100, Cancellation);
        Assert.Contains(events, happened => happened is { Type: RunEventTypes.StageStartedNow, By: "ann", Reason: "hurry" });
        await Assert.ThrowsAsync<RunConflictException>(() => StartNowAsync(runs, run, "deploy", "ann", mayPassFreezes: true));
    }

    [Fact]
    public async Task An_order_to_start_whose_signal_was_lost_is_repeated_by_the_sweep()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Scripted("a") with { Window = Evening });
        var held = (await runs.WaitingAsync(run, "a")).Find("a")!;
        await runs.Store.ChangeAsync(
            run,
            snapshot => (
                new RunChange(new RunEvent { Time = runs.Time.GetUtcNow(), Type = RunEventTypes.StageStartedNow })
                {
                    Stages = [held with { Hold = held.Hold! with { StartedNow = new("ann", runs.Time.GetUtcNow(), "hurry", false) } }],
                },
                0),
            Cancellation);

        await runs.Get<RunSweep>().SweepAsync(Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run)).Run.Status);
    }

    [Fact]
    public async Task Cancelling_ends_a_stage_that_waits_to_start_at_once()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Scripted("a") with { Window = Evening });
        await runs.WaitingAsync(run, "a");

        await runs.Get<RunInterventions>().CancelAsync(run, "bob", "not today", Cancellation);
        var ended = await runs.EndedAsync(run);

        Assert.Equal((RunStatus.Canceled, StageStatus.Canceled), (ended.Run.Status, ended.Find("a")!.Status));
        Assert.Empty(runs.Script.Canceled);
        Assert.Empty(runs.Script.Executed);
    }

    [Fact]
    public async Task A_paused_run_starts_no_stage_whose_window_opens_and_goes_on_as_soon_as_it_is_resumed()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Scripted("a") with { Window = Evening });
        await runs.WaitingAsync(run, "a");
        await runs.Get<RunInterventions>().PauseAsync(run, "bob", null, Cancellation);
        await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Paused);

        runs.Time.Advance(TimeSpan.FromHours(22));
        await runs.UntilAsync(run, details =>
        {
            runs.Time.Advance(TimeSpan.FromSeconds(1));
            return details.Find("a")!.WaitingFor?.Reason == "the run is paused";
        });
        Assert.Empty(runs.Script.Executed);

        await runs.Get<RunInterventions>().ResumeAsync(run, "carol", null, Cancellation);
        var ended = await runs.EndedAsync(run);

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        var pause = Assert.Single(ended.Run.Pauses);
        Assert.Equal(("bob", "carol"), (pause.By, pause.ResumedBy));
    }

    [Fact]
    public async Task A_wait_can_be_skipped_before_it_starts_and_other_stages_cannot()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("wait", "feature.wait", """{ "duration": "2h" }""") with { Window = Evening }, Scripted("other") with { Window = Evening });
        await runs.WaitingAsync(run, "wait");
        await runs.WaitingAsync(run, "other");
        var decisions = runs.Get<StageDecisions>();

        var conflict = await Assert.ThrowsAsync<RunConflictException>(() => decisions.SkipAsync(run, "other", "bob", null, null, Cancellation));
        Assert.Contains("has not started yet: its window opens at 2030-01-01T22:00:00Z", conflict.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidCommandException>(() => decisions.SkipAsync(run, "wait", "bob", TimeSpan.FromMinutes(1), null, Cancellation));
        await decisions.SkipAsync(run, "wait", "bob", null, null, Cancellation);

        var skipped = (await runs.UntilAsync(run, details => details.Find("wait")!.EndedAt is not null)).Find("wait")!;
        Assert.Equal(StageStatus.Skipped, skipped.Status);
        Assert.StartsWith("bob skipped it at", skipped.Reason, StringComparison.Ordinal);
        await StartNowAsync(runs, run, "other", "bob", mayPassFreezes: false);
        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run)).Run.Status);
    }

    [Fact]
    public async Task A_run_that_is_started_against_freezes_and_its_children_are_held_by_none()
    {
        await using var runs = await StartAsync();
        await FreezeAsync(runs, hours: 48);
        runs.Pipelines.All["child"] = Define("child", Deploy("deploy"));

        var started = await runs.Get<RunStarter>().StartAsync(
            new()
            {
                Definition = Define("p", Stage("child", "feature.run-pipeline", """{ "pipeline": "child" }""")) with { Deploys = "production" },
                Revision = 1,
                Trigger = new() { Type = "manual" },
                StartedBy = "ann",
                FreezeOverride = "hurry",
            },
            Cancellation);
        var ended = await runs.EndedAsync(started.Id);

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal(("ann", "hurry"), (ended.Run.FreezeOverride!.By, ended.Run.FreezeOverride.Reason));
        Assert.Null(ended.Find("child")!.Hold);
        Assert.Equal(["deploy/1/0"], runs.Script.Executed);
    }

    [Fact]
    public async Task A_stage_that_is_restarted_waits_for_its_window_again_and_keeps_what_held_it_before()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("a");
        var run = await runs.RunAsync(Scripted("a") with { Window = Evening });
        await runs.WaitingAsync(run, "a");
        await StartNowAsync(runs, run, "a", "bob", mayPassFreezes: false);
        await runs.EndedAsync(run);

        await runs.Get<RunRestarts>().RestartAsync(run, "a", "bob", Cancellation);
        var held = (await runs.WaitingAsync(run, "a")).Find("a")!;

        Assert.Equal((2, null), (held.Attempt, held.Hold!.StartedNow));
        Assert.Equal("bob", Assert.Single(held.EarlierAttempts).Hold!.StartedNow!.By);
    }

    private static StageDefinition Deploy(string id) => Stage(id, ScriptedStage.DeployType.Name);

    private static async Task FreezeAsync(RunHarness runs, int hours) => await runs.Get<FreezeStore>().PutAsync(
        new() { Application = "default", Name = "audit", From = Midnight, To = Midnight.AddHours(hours), Reason = "The books are closed" }, "ann", Cancellation);

    private static Task<StageDocument> StartNowAsync(RunHarness runs, string run, string stage, string by, bool mayPassFreezes) =>
        runs.Get<StageStarts>().StartNowAsync(run, stage, by, "hurry", mayPassFreezes, Cancellation);

    private static async Task<string> LogAsync(RunHarness runs, string run, string stage) =>
        Encoding.UTF8.GetString((await runs.Get<StageLogs>().ReadAsync(run, stage, 1, 0, Cancellation)).Span);
}

public sealed class EmbeddedStageHoldTests() : StageHoldTests(HostingMode.Embedded);

public sealed class HostedStageHoldTests() : StageHoldTests(HostingMode.Functions);
