using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Durable.Client;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages.Runs;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

public abstract class RunPipelineTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Diamond_joins_once_and_events_tell_of_it_without_gaps()
    {
        await using var runs = await StartAsync();

        var run = await runs.RunAsync(Scripted("a"), Scripted("b", "a"), Scripted("c", "a"), Scripted("d", "b", "c"));
        var ended = await runs.EndedAsync(run);

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.All(ended.Stages, stage => Assert.Equal(StageStatus.Succeeded, stage.Status));
        Assert.Equal(["a/1/0", "d/1/0"], [runs.Script.Executed.First(), runs.Script.Executed.Last()]);
        Assert.Equal(4, runs.Script.Executed.Count);
        var events = await runs.Store.ReadEventsAsync(run, 0, 100, Cancellation);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(happened => happened.Sequence));
        Assert.Equal(
            [RunEventTypes.RunCreated, RunEventTypes.RunStarted, RunEventTypes.StageStarted, RunEventTypes.StageEnded],
            events.Take(4).Select(happened => happened.Type));
        Assert.Equal(RunEventTypes.RunEnded, events[^1].Type);
    }

    [Theory]
    [InlineData(FailurePolicy.FailPipeline, StageStatus.Terminal, StageStatus.NotStarted, RunStatus.Terminal)]
    [InlineData(FailurePolicy.FailBranch, StageStatus.Stopped, StageStatus.NotStarted, RunStatus.Succeeded)]
    [InlineData(FailurePolicy.FailBranchThenPipeline, StageStatus.Stopped, StageStatus.NotStarted, RunStatus.Terminal)]
    [InlineData(FailurePolicy.Ignore, StageStatus.FailedContinue, StageStatus.Succeeded, RunStatus.Succeeded)]
    public async Task Failure_means_what_its_policy_says(FailurePolicy policy, StageStatus failed, StageStatus behind, RunStatus end)
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("a");

        var run = await runs.RunAsync(Scripted("a") with { OnFailure = policy }, Scripted("b", "a"));
        var ended = await runs.EndedAsync(run);

        Assert.Equal((failed, behind, end), (ended.Find("a")!.Status, ended.Find("b")!.Status, ended.Run.Status));
        Assert.Equal("boom", ended.Find("a")!.Error!.Code);
        Assert.Equal(behind is StageStatus.NotStarted, ended.Find("b")!.Reason is not null);
    }

    [Fact]
    public async Task Failed_sibling_cancels_what_waits_and_its_own_cancel_is_called()
    {
        await using var runs = await StartAsync();
        runs.Script.Sleeps("sleeper");

        var run = await runs.RunAsync(Scripted("sleeper"), Stage("gate", "feature.judgement"), Scripted("bad", "gate"));
        await runs.WaitingAsync(run, "sleeper");
        await runs.WaitingAsync(run, "gate");
        runs.Script.Fails("bad");
        await runs.DecideAsync(run, "gate", "bob");
        var ended = await runs.EndedAsync(run);

        Assert.Equal(RunStatus.Terminal, ended.Run.Status);
        Assert.Equal(StageStatus.Canceled, ended.Find("sleeper")!.Status);
        Assert.Equal(["sleeper"], runs.Script.Canceled);
        Assert.True(ended.Find("sleeper")!.Outputs!["stopped"]!.GetValue<bool>());
        Assert.Contains("bad", ended.Find("sleeper")!.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_and_timeout_reach_a_stage_that_waits_for_its_secrets()
    {
        await using var runs = await StartAsync();
        var waiting = Stage("a", "feature.fail", """{ "message": "${secrets.away}" }""");

        var canceled = await runs.RunAsync(waiting with { Timeout = TimeSpan.FromHours(1) });
        await runs.UntilAsync(canceled, details => details.Find("a")!.Instance is not null);
        await runs.Get<RunInterventions>().CancelAsync(canceled, "bob", "enough", Cancellation);
        Assert.Equal(StageStatus.Canceled, (await runs.EndedAfterAsync(canceled, TimeSpan.FromSeconds(1))).Find("a")!.Status);

        var late = await runs.RunAsync(waiting with { Timeout = TimeSpan.FromMinutes(1) });
        await runs.UntilAsync(late, details => details.Find("a")!.Instance is not null);
        var ended = await runs.EndedAfterAsync(late, TimeSpan.FromMinutes(1));
        Assert.Equal((StageStatus.Terminal, "timeout"), (ended.Find("a")!.Status, ended.Find("a")!.Error!.Code));
    }

    [Fact]
    public async Task Cancel_reaches_a_step_in_flight()
    {
        await using var runs = await StartAsync();
        runs.Script.Hangs("busy");

        var run = await runs.RunAsync(Scripted("busy"), Scripted("never", "busy"));
        await runs.UntilAsync(run, _ => !runs.Script.Executed.IsEmpty);
        await runs.Get<RunInterventions>().CancelAsync(run, "bob", "wrong version", Cancellation);
        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromSeconds(1));

        Assert.Equal((RunStatus.Canceled, "canceled by bob: wrong version"), (ended.Run.Status, ended.Run.Reason));
        Assert.Equal(StageStatus.Canceled, ended.Find("busy")!.Status);
        Assert.Equal(["busy"], runs.Script.Canceled);
        Assert.Equal(StageStatus.NotStarted, ended.Find("never")!.Status);
    }

    [Fact]
    public async Task Paused_run_starts_nothing_until_it_is_resumed()
    {
        await using var runs = await StartAsync();

        var run = await runs.RunAsync(Stage("gate", "feature.judgement"), Scripted("after", "gate"));
        await runs.WaitingAsync(run, "gate");
        await runs.Get<RunInterventions>().PauseAsync(run, "bob", "lunch", Cancellation);
        await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Paused);
        await runs.DecideAsync(run, "gate", "bob");
        var paused = await runs.UntilAsync(run, details => details.Find("gate")!.Status is StageStatus.Succeeded);
        Assert.Equal(RunStatus.Paused, paused.Run.Status);
        Assert.Empty(runs.Script.Executed);

        await runs.Get<RunInterventions>().ResumeAsync(run, "bob", null, Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run)).Run.Status);
    }

    [Fact]
    public async Task Restart_runs_the_stage_and_what_is_behind_it_anew_and_keeps_the_attempts()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("b");

        var run = await runs.RunAsync(Scripted("a"), Scripted("b", "a"), Scripted("c", "b"));
        await runs.EndedAsync(run);
        runs.Script.Steps.Clear();
        await runs.Get<RunRestarts>().RetryAsync(run, "b", "bob", Cancellation);
        var ended = await runs.UntilAsync(run, details => details.Run is { Generation: 2, EndedAt: not null });

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal([1, 2, 1], ended.Stages.Select(stage => stage.Attempt));
        Assert.Equal(StageStatus.Terminal, Assert.Single(ended.Find("b")!.EarlierAttempts).Status);
        Assert.Equal(["a/1/0", "b/1/0", "b/2/0", "c/1/0"], runs.Script.Executed);
    }

    [Fact]
    public async Task Retry_of_a_failed_stage_ended_at_once_when_a_parallel_stage_had_been_cancelled_with_the_run()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("b");

        var run = await runs.RunAsync(Stage("gate", "feature.judgement"), Scripted("after", "gate"), Scripted("a"), Scripted("b", "a"));
        var failed = await runs.EndedAsync(run);
        Assert.Equal(StageStatus.Canceled, failed.Find("gate")!.Status);
        runs.Script.Steps.Clear();
        await runs.Get<RunRestarts>().RetryAsync(run, "b", "bob", Cancellation);
        await runs.WaitingAsync(run, "gate");
        await runs.DecideAsync(run, "gate", "bob");
        var ended = await runs.UntilAsync(run, details => details.Run is { Generation: 2, EndedAt: not null });

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal([2, 1, 1, 2], ended.Stages.Select(stage => stage.Attempt));
    }

    [Fact]
    public async Task Run_of_500_stages_continues_as_new_and_ends()
    {
        await using var runs = await StartAsync();
        var stages = Enumerable.Range(0, 500).Select(index => Scripted($"s{index}", index < 10 ? [] : [$"s{index - 10}"])).ToArray();

        var run = await runs.RunAsync(stages);
        var ended = await runs.EndedAsync(run);

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal(500, runs.Script.Executed.Distinct().Count());
        Assert.Equal(500, runs.Script.Executed.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_whose_history_starts_over_stays_paused_and_can_be_cancelled_then(bool cancel)
    {
        await using var runs = await StartAsync();
        var gates = Enumerable.Range(0, 210).Select(index => $"g{index}").ToArray();
        foreach (var gate in gates)
        {
            runs.Script.Steps[gate] = static (execution, _) => new(execution.Decision is null
                ? new Stages.StageStep.Wait([Stages.StageSignals.Skip])
                : new Stages.StageStep.Succeeded());
        }

        var run = await runs.RunAsync(
            [Stage("hold", "feature.judgement"), .. gates.Select(gate => Scripted(gate)), Scripted("after", "hold", gates[0])]);
        await runs.WaitingAsync(run, "hold");
        await runs.UntilAsync(run, details => gates.All(gate => details.Find(gate)!.WaitingFor is not null));
        await runs.Get<RunInterventions>().PauseAsync(run, "bob", "lunch", Cancellation);
        await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Paused);
        await Task.WhenAll(gates.Select(gate => runs.Get<StageDecisions>().SkipAsync(run, gate, "bob", null, null, Cancellation)));
        await runs.UntilAsync(run, details => gates.All(gate => details.Find(gate)!.EndedAt is not null));
        await runs.DecideAsync(run, "hold", "bob");
        await runs.UntilAsync(run, details => details.Find("hold")!.EndedAt is not null);
        Assert.Equal(StageStatus.NotStarted, (await runs.Store.FindDetailsAsync(run, Cancellation))!.Find("after")!.Status);

        if (cancel)
            await runs.Get<RunInterventions>().CancelAsync(run, "bob", null, Cancellation);
        else
            await runs.Get<RunInterventions>().ResumeAsync(run, "bob", null, Cancellation);
        var ended = await runs.EndedAsync(run);

        Assert.Equal(
            cancel ? (RunStatus.Canceled, StageStatus.NotStarted) : (RunStatus.Succeeded, StageStatus.Succeeded),
            (ended.Run.Status, ended.Find("after")!.Status));
    }

    [Fact]
    public async Task Run_that_was_resumed_while_its_plan_was_read_succeeded_without_its_stages()
    {
        await using var runs = await StartAsync();
        var run = new RunDocument
        {
            Id = RunId.New(runs.Time.GetUtcNow()),
            Number = 1,
            Pipeline = "p",
            Application = "default",
            Revision = 1,
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            CreatedAt = runs.Time.GetUtcNow(),
        };
        var client = runs.Get<DurableTaskClient>();

        // A paused run whose history starts over, a little later, so that the message is there before the run goes on. The run is noted after
        // that: a sweep in between would start it from the beginning.
        var state = new RunPipelineState(StageLetters.Write([default, default]), new Dictionary<string, string>(), Paused: true, CancelRequested: false);
        var later = new StartOrchestrationOptions(run.Instance, runs.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await client.ScheduleNewOrchestrationInstanceAsync(RunOrchestration.Pipeline, new RunPipelineInput(run.Id, 1, state), later, Cancellation);
        await client.RaiseEventAsync(run.Instance, RunOrchestration.Resume, new RunControlMessage("bob", null), Cancellation);
        await runs.Store.Index.ActivateAsync(run.Id, run.CreatedAt, Cancellation);
        await runs.Store.AddAsync(run, Define("p", Scripted("a"), Scripted("b", "a")), Cancellation);
        runs.Time.Advance(TimeSpan.FromMinutes(1));

        var ended = await runs.EndedAsync(run.Id);
        Assert.Equal((RunStatus.Succeeded, StageStatus.Succeeded), (ended.Run.Status, ended.Find("b")!.Status));
    }

    [Fact]
    public async Task Expressions_read_parameters_and_outputs_and_a_failing_one_fails_its_stage_at_its_place()
    {
        await using var runs = await StartAsync();
        var definition = Define(
            "p",
            Stage("a", ScriptedStage.Type.Name, """{ "outputs": { "image": "shop:${parameters.version}" } }"""),
            Stage("b", ScriptedStage.Type.Name, """{ "outputs": { "seen": "${a.image}" } }""", "a"),
            Stage("c", ScriptedStage.Type.Name, """{ "log": "${nothing.here}" }""", "b"));

        var started = await runs.RunAsync(definition, parameters: new JsonObject { ["version"] = "1.2" });
        var ended = await runs.EndedAsync(started.Id);

        Assert.Equal("shop:1.2", ended.Find("b")!.Outputs!["seen"]!.GetValue<string>());
        Assert.Equal("expression", ended.Find("c")!.Error!.Code);
        Assert.Contains("${nothing.here}", ended.Find("c")!.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Terminal, ended.Run.Status);
    }

    [Fact]
    public async Task Secrets_stay_references_in_inputs_and_are_masked_in_logs_and_outputs()
    {
        await using var runs = await StartAsync();

        var run = await runs.RunAsync(Stage("a", ScriptedStage.Type.Name, """{ "log": "use ${secrets.token}", "outputs": { "echo": "${secrets.token}" } }"""));
        var ended = await runs.EndedAsync(run);

        Assert.DoesNotContain("s3cr3t", ended.Find("a")!.Inputs!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("***", ended.Find("a")!.Outputs!["echo"]!.GetValue<string>());
        var log = System.Text.Encoding.UTF8.GetString((await runs.Get<StageLogs>().ReadAsync(run, "a", 1, 0, Cancellation)).Span);
        Assert.EndsWith("use ***\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_idempotency_key_is_the_same_run()
    {
        await using var runs = await StartAsync();
        var definition = Define("p", Scripted("a"));

        var first = await runs.RunAsync(definition, key: "k");
        var second = await runs.RunAsync(definition, key: "k");

        Assert.Equal((first.Id, false), (second.Id, second.IsNew));
        await runs.EndedAsync(first.Id);
        Assert.Single(runs.Script.Executed);
    }
}

public sealed class EmbeddedRunPipelineTests() : RunPipelineTests(HostingMode.Embedded);

public sealed class HostedRunPipelineTests() : RunPipelineTests(HostingMode.Functions);
