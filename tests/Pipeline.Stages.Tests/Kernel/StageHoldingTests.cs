using System.Text.Json;
using Pipeline.Definitions;
using Pipeline.Definitions.Windows;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Kernel;

/// <summary>Stages that may not start yet. The kernel's clock begins on Tuesday, 1 January 2030, at 00:00 UTC.</summary>
public sealed class StageHoldingTests
{
    private static readonly DateTimeOffset Midnight = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_waits_visibly_for_its_window_and_its_time_limit_begins_when_it_does()
    {
        var definition = new StageDefinition
        {
            Id = "a",
            Type = "test.acting",
            Window = ExecutionWindow.Parse("tue 22:00-23:00 UTC"),
            Timeout = TimeSpan.FromHours(1),
            With = new() { ["text"] = "${#stage('a').status}" },
        };
        await using var kernel = await KernelFixture.StartAsync(definition);
        StageExecution? seen = null;
        kernel.Act = (execution, _) =>
        {
            seen = execution;
            return new(new StageStep.Again(TimeSpan.FromSeconds(1)));
        };

        var waiting = (await kernel.StepAsync()).Continues!;

        Assert.Equal((1, Midnight.AddHours(22), null), (waiting.Step, waiting.At, waiting.Deadline));
        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Running, null, null, null), (stage.Status, stage.StartedAt, stage.Deadline, stage.Inputs));
        Assert.Equal(("its window opens at 2030-01-01T22:00:00Z (tue 22:00-23:00 UTC)", Midnight.AddHours(22)), (stage.WaitingFor!.Reason, stage.WaitingFor.Until));
        Assert.Equal([StageSignals.StartNow, StageSignals.Look], stage.WaitingFor.Signals);
        Assert.Contains("Waiting to start: its window opens at", await kernel.LogAsync(), StringComparison.Ordinal);

        kernel.Time.Advance(TimeSpan.FromHours(22));
        var goesOn = (await kernel.StepAsync(waiting.Step)).Continues!;

        Assert.Equal((2, Midnight.AddHours(23)), (goesOn.Step, goesOn.Deadline));
        stage = await kernel.StageAsync();
        Assert.Equal((Midnight.AddHours(22), Midnight.AddHours(23), null), (stage.StartedAt, stage.Deadline, stage.WaitingFor));
        Assert.Equal((Midnight, Midnight.AddHours(22), false), (stage.Hold!.Since, stage.Hold.EndedAt, stage.Hold.IsActive));
        Assert.Equal((0, Midnight.AddHours(22), $"{kernel.Run}/a/1/0"), (seen!.Step, seen.StartedAt, seen.IdempotencyKey));
        Assert.Contains("May start now, after 22h.", await kernel.LogAsync(), StringComparison.Ordinal);
        var events = await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation);
        Assert.Equal([RunEventTypes.RunCreated, RunEventTypes.StageWaiting, RunEventTypes.StageStarted, RunEventTypes.StageProgress], events.Select(happened => happened.Type));
    }

    [Fact]
    public async Task A_look_that_is_repeated_after_a_crash_gives_the_recorded_answer_and_a_start_the_recorded_inputs()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") });
        var first = await kernel.StepAsync();
        var before = await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation);

        Assert.Equal(Json(first), Json(await kernel.StepAsync()));
        Assert.Equal(before.Count, (await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation)).Count);

        kernel.Time.Advance(TimeSpan.FromHours(22));
        using var crash = new CancellationTokenSource();
        await crash.CancelAsync();
        kernel.Act = (_, cancellation) => throw new OperationCanceledException(cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kernel.Kernel.ExecuteAsync(kernel.Request(1), crash.Token));

        kernel.Act = static (_, _) => new(new StageStep.Succeeded());
        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync(1)).Ended!.Status);
        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync(1)).Ended!.Status);
    }

    [Fact]
    public async Task A_stage_in_a_freeze_looks_again_every_five_minutes_and_starts_once_it_is_lifted()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "deploy.acting" });
        await FreezeAsync(kernel, hours: 10);

        var waiting = (await kernel.StepAsync()).Continues!;
        Assert.Equal(Midnight.AddMinutes(5), waiting.At);
        Assert.Equal("the freeze 'audit' holds until 2030-01-01T10:00:00Z (The books are closed)", (await kernel.StageAsync()).WaitingFor!.Reason);

        kernel.Time.Advance(TimeSpan.FromMinutes(5));
        waiting = (await kernel.StepAsync(waiting.Step)).Continues!;
        Assert.Equal((2, Midnight.AddMinutes(10)), (waiting.Step, waiting.At));
        Assert.Single(await kernel.Store.ReadEventsAsync(kernel.Run, 1, 100, Cancellation));

        await FreezeAsync(kernel, hours: 12);
        waiting = (await kernel.StepAsync(waiting.Step)).Continues!;
        Assert.Equal(Midnight.AddHours(12), (await kernel.StageAsync()).WaitingFor!.Until);

        await kernel.Freezes.DeleteAsync("default", "audit", Cancellation);
        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync(waiting.Step)).Ended!.Status);
        Assert.Equal(2, (await kernel.LogAsync()).Split("Waiting to start").Length - 1);
    }

    [Theory]
    [InlineData("deploy.acting", "default", true)]
    [InlineData("deploy.acting", "another", false)]
    [InlineData("test.acting", "default", false)]
    public async Task A_freeze_holds_what_deploys_of_its_application(string type, string application, bool isHeld)
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = type });
        await FreezeAsync(kernel, hours: 10, application);

        Assert.Equal(isHeld, (await kernel.StepAsync()).Continues is not null);
    }

    [Fact]
    public async Task Cancelling_a_stage_that_waits_to_start_stops_nothing_outside()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") });
        kernel.Cancel = (_, _) => throw new InvalidOperationException("There is nothing to stop.");
        await kernel.StepAsync();
        await ChangeAsync(kernel, run => run with { Cancel = new("bob", Midnight, "not today") });

        Assert.Equal(StageStatus.Canceled, (await kernel.StepAsync(1, StageStepMode.Cancel)).Ended!.Status);

        var stage = await kernel.StageAsync();
        Assert.Equal(("canceled by bob: not today", null, null), (stage.Reason, stage.Error, stage.WaitingFor));
        Assert.False(stage.Hold!.IsActive);
    }

    [Fact]
    public async Task A_stage_of_a_cancelled_run_does_not_begin_to_wait()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") });
        await ChangeAsync(kernel, run => run with { Cancel = new("bob", Midnight, "not today") });

        Assert.Equal(StageStatus.Canceled, (await kernel.StepAsync()).Ended!.Status);
    }

    [Fact]
    public async Task A_window_that_opens_while_the_run_is_paused_starts_nothing_before_it_is_resumed()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") });
        await kernel.StepAsync();
        await ChangeAsync(kernel, run => run with { Status = RunStatus.Paused });
        kernel.Time.Advance(TimeSpan.FromHours(22));

        Assert.Equal(2, (await kernel.StepAsync(1)).Continues!.Step);
        Assert.Equal("the run is paused", (await kernel.StageAsync()).WaitingFor!.Reason);

        await ChangeAsync(kernel, run => run with { Status = RunStatus.Running });
        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync(2)).Ended!.Status);
    }

    [Fact]
    public async Task A_stage_that_is_not_enabled_waits_for_no_window()
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", EnabledIf = "${1 > 2}", Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") };
        await using var kernel = await KernelFixture.StartAsync(definition);

        Assert.Equal(StageStatus.Skipped, (await kernel.StepAsync()).Ended!.Status);
    }

    [Fact]
    public async Task A_window_whose_zone_this_computer_does_not_know_fails_its_stage()
    {
        var window = new ExecutionWindow { Zone = "Mars/Olympus_Mons" };
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Window = window });

        Assert.Equal(StageStatus.Terminal, (await kernel.StepAsync()).Ended!.Status);
        Assert.Equal("window", (await kernel.StageAsync()).Error!.Code);
    }

    [Fact]
    public async Task Of_a_stage_in_a_paused_run_the_time_limit_is_later()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Timeout = TimeSpan.FromHours(1) });
        DateTimeOffset? seen = null;
        kernel.Act = (execution, _) =>
        {
            seen = execution.Deadline;
            return new(new StageStep.Wait([StageSignals.Skip]));
        };
        await kernel.StepAsync();
        kernel.Time.Advance(TimeSpan.FromHours(1));
        await ChangeAsync(kernel, run => run with { Pauses = [new("bob", Midnight.AddMinutes(10), "bob", Midnight.AddMinutes(30))] });

        var goesOn = (await kernel.StepAsync(1, StageStepMode.Timeout)).Continues!;
        Assert.Equal((1, Midnight.AddMinutes(80)), (goesOn.Step, goesOn.Deadline));
        await kernel.StepAsync(1);
        Assert.Equal(Midnight.AddMinutes(80), seen);

        kernel.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(StageStatus.Terminal, (await kernel.StepAsync(2, StageStepMode.Timeout)).Ended!.Status);
        Assert.Equal("timed out after 1h", (await kernel.StageAsync()).Reason);
    }

    private static async Task FreezeAsync(KernelFixture kernel, int hours, string application = "default") => await kernel.Freezes.PutAsync(
        new() { Application = application, Name = "audit", From = Midnight, To = Midnight.AddHours(hours), Reason = "The books are closed" }, "ann", Cancellation);

    private static async Task ChangeAsync(KernelFixture kernel, Func<RunDocument, RunDocument> change) => await kernel.Store.ChangeAsync(
        kernel.Run,
        snapshot => (new RunChange(new RunEvent { Time = kernel.Time.GetUtcNow(), Type = "test" }) { Run = change(snapshot.Run) }, 0),
        Cancellation);

    private static string Json(StageStepResult result) => JsonSerializer.Serialize(result);
}
