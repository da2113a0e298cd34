using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>What a crash between two lines leaves behind, made by hand.</summary>
public abstract class CrashTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_that_is_carried_out_again_gives_the_recorded_answer()
    {
        await using var runs = await StartAsync();
        runs.Script.Sleeps("sleeper");
        var run = await runs.RunAsync(Scripted("done"), Scripted("sleeper"));
        await runs.WaitingAsync(run, "sleeper");
        await runs.UntilAsync(run, details => details.Find("done")!.EndedAt is not null);
        var kernel = runs.Get<StageKernel>();

        foreach (var stage in new[] { "done", "sleeper" })
        {
            var request = new StageStepRequest { Run = run, Generation = 1, Stage = stage, Attempt = 1, Step = 0, Instance = "x" };
            var again = await kernel.ExecuteAsync(request, Cancellation);
            var andAgain = await kernel.ExecuteAsync(request, Cancellation);
            Assert.Equal(Json(again), Json(andAgain));
            Assert.Equal(stage == "done", again.Ended is not null);
        }

        Assert.Equal(2, runs.Script.Executed.Count);
    }

    [Fact]
    public async Task Start_that_was_recorded_and_not_begun_is_begun_by_the_sweep()
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
        await runs.Store.Index.ActivateAsync(run.Id, run.CreatedAt, Cancellation);
        await runs.Store.AddAsync(run, Define("p", Scripted("a")), Cancellation);

        await runs.Get<RunSweep>().SweepAsync(Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run.Id)).Run.Status);
    }

    [Fact]
    public async Task Decision_that_was_recorded_and_not_signalled_is_signalled_by_the_sweep()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.judgement"));
        await runs.WaitingAsync(run, "gate");
        var decision = new Stages.StageDecision { Verdict = Stages.StageVerdict.Continue, By = "bob", At = runs.Time.GetUtcNow() };
        await runs.Store.ChangeAsync(
            run,
            snapshot => (new RunChange(new RunEvent { Time = decision.At, Type = RunEventTypes.StageDecided, Stage = "gate" })
            {
                Stages = [snapshot.Documents["gate"] with { Decision = decision }],
            }, 0),
            Cancellation);

        await runs.Get<RunSweep>().SweepAsync(Cancellation);

        Assert.Equal("bob", (await runs.EndedAsync(run)).Find("gate")!.Outputs!["decidedBy"]!.GetValue<string>());
    }

    [Fact]
    public async Task Run_of_10000_stages_can_be_planned_and_cancelled_in_seconds()
    {
        await using var runs = await StartAsync();
        var stages = Enumerable.Range(0, 10_000).Select(index =>
            index == 0 ? Stage("s0", "feature.judgement") : Scripted($"s{index}", $"s{(index - 1) / 10}")).ToArray();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var run = await runs.RunAsync(stages);
        await runs.WaitingAsync(run, "s0");
        await runs.Get<RunInterventions>().CancelAsync(run, "bob", null, Cancellation);
        var ended = await runs.EndedAsync(run);

        Assert.Equal(RunStatus.Canceled, ended.Run.Status);
        Assert.Equal(9_999, ended.Stages.Count(stage => stage.Reason == "the run was canceled before this stage could start"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Secret_parameters_are_not_shown_with_the_run()
    {
        await using var runs = await StartAsync();
        var definition = Define("p", Stage("a", ScriptedStage.Type.Name, """{ "log": "pin ${parameters.pin}" }""")) with
        {
            Parameters = [new() { Name = "pin", Secret = true }],
        };

        var started = await runs.RunAsync(definition, parameters: new JsonObject { ["pin"] = "4711-0815" });
        var ended = await runs.EndedAsync(started.Id);

        Assert.Equal("***", ended.Run.Parameters["pin"]!.GetValue<string>());
        Assert.Equal("pin ***", ended.Find("a")!.Inputs!["log"]!.GetValue<string>());
        var log = System.Text.Encoding.UTF8.GetString((await runs.Get<StageLogs>().ReadAsync(started.Id, "a", 1, 0, Cancellation)).Span);
        Assert.DoesNotContain("4711", log, StringComparison.Ordinal);
    }

    private static string Json(StageStepResult result) => JsonSerializer.Serialize(result, OrchestrationJson.Default.StageStepResult);
}

public sealed class EmbeddedCrashTests() : CrashTests(HostingMode.Embedded);

public sealed class HostedCrashTests() : CrashTests(HostingMode.Functions);
