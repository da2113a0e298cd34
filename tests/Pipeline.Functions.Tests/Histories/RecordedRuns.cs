using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Pipeline.Definitions;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Protocol;
using Pipeline.Functions.Tests.Orchestrations;
using Pipeline.Stages;
using Pipeline.Stages.Runs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Histories;

/// <summary>
/// Runs that between them do everything that the orchestrations of runs and stages can do. Their histories, recorded with every release, say
/// what a run under way will meet when the next build takes it over.
/// </summary>
internal sealed class RecordedRuns
{
    private readonly Dictionary<string, IReadOnlyList<HistoryEvent>> _histories = [];

    private RecordedRuns()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Carries out all of the runs and gives the histories of their orchestrations by name.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<HistoryEvent>>> RecordAsync()
    {
        var recorded = new RecordedRuns();
        await recorded.DiamondAsync();
        await recorded.DecisionsAsync();
        await recorded.WebhookAsync();
        await recorded.CancelAsync();
        await recorded.FailBranchAsync();
        await recorded.ContinueAsNewAsync();
        await recorded.ChildRunAsync();
        return recorded._histories;
    }

    private async Task DiamondAsync()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Scripted("a"), Scripted("b", "a"), Scripted("c", "a"), Scripted("d", "b", "c"));
        await runs.EndedAsync(run);
        await KeepAsync(runs, "diamond", RunDocument.InstanceOf(run, 1));
    }

    /// <summary>A judgement, an approval by two people, and a wait that is shortened; paused and resumed on the way.</summary>
    private async Task DecisionsAsync()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(
            Stage("judge", "feature.judgement", """{ "options": ["go"] }"""),
            Stage("approve", "feature.approval", """{ "quorum": 2, "reminder": "1h" }""", "judge"),
            Stage("pause", "feature.wait", """{ "duration": "2h" }""", "approve"));
        await runs.WaitingAsync(run, "judge");
        await KeepAsync(runs, "decisions-waiting", RunDocument.InstanceOf(run, 1));
        await runs.Get<RunInterventions>().PauseAsync(run, "bob", "lunch", Cancellation);
        await runs.UntilAsync(run, details => details.Run.Status is RunStatus.Paused);
        var judge = (await runs.WaitingAsync(run, "judge")).Find("judge")!.Instance!;
        await KeepAsync(runs, "judgement-waiting", judge);
        await runs.DecideAsync(run, "judge", "bob", input: "go");
        await runs.UntilAsync(run, details => details.Find("judge")!.EndedAt is not null);
        await KeepAsync(runs, "decisions-paused", RunDocument.InstanceOf(run, 1));
        await runs.Get<RunInterventions>().ResumeAsync(run, "bob", null, Cancellation);

        var approve = (await runs.WaitingAsync(run, "approve")).Find("approve")!.Instance!;
        runs.Time.Advance(TimeSpan.FromMinutes(61));
        await runs.UntilAsync(run, details =>
        {
            // The timer that falls due may be made after its time.
            runs.Time.Advance(TimeSpan.FromSeconds(1));
            return details.Find("approve")!.Outputs?["reminders"] is not null;
        });
        await runs.DecideAsync(run, "approve", "bob");
        await runs.UntilAsync(run, details => details.Find("approve")!.Outputs?["votes"] is JsonArray { Count: 1 });
        await KeepAsync(runs, "approval-waiting", approve);
        await runs.DecideAsync(run, "approve", "ann");

        var wait = (await runs.WaitingAsync(run, "pause")).Find("pause")!.Instance!;
        await runs.Get<StageDecisions>().SkipAsync(run, "pause", "bob", TimeSpan.FromMinutes(1), null, Cancellation);
        await runs.UntilAsync(run, details => details.Find("pause")!.WaitingFor?.Until == runs.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await KeepAsync(runs, "wait-shortened", wait);
        await runs.EndedAfterAsync(run, TimeSpan.FromMinutes(1));
        await KeepAsync(runs, "decisions", RunDocument.InstanceOf(run, 1));
        await KeepAsync(runs, "judgement", judge);
        await KeepAsync(runs, "approval", approve);
        await KeepAsync(runs, "wait", wait);
    }

    private async Task WebhookAsync()
    {
        var polls = 0;
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(
            Interlocked.Increment(ref polls) < 4 ? """{ "status": "RUNNING" }""" : """{ "status": "DONE" }""", Cancellation));
        await using var runs = await StartAsync();
        var with = new JsonObject
        {
            ["url"] = server.Url.AbsoluteUri,
            ["waitForCompletion"] = true,
            ["statusJsonPath"] = "$.status",
            ["successStatuses"] = "DONE",
        };
        var run = await runs.RunAsync(Stage("call", "feature.webhook", with.ToJsonString()));
        var call = (await runs.UntilAsync(run, details => details.Find("call")!.StepsDone > 0)).Find("call")!.Instance!;
        await runs.EndedAfterAsync(run, TimeSpan.FromSeconds(1));
        await KeepAsync(runs, "webhook-run", RunDocument.InstanceOf(run, 1));
        await KeepAsync(runs, "webhook", call);
    }

    private async Task CancelAsync()
    {
        await using var runs = await StartAsync();
        runs.Script.Sleeps("sleeper");
        var run = await runs.RunAsync(Scripted("sleeper"), Scripted("never", "sleeper"));
        var sleeper = (await runs.WaitingAsync(run, "sleeper")).Find("sleeper")!.Instance!;
        await runs.Get<RunInterventions>().CancelAsync(run, "bob", "wrong version", Cancellation);
        await runs.EndedAsync(run);
        await KeepAsync(runs, "canceled", RunDocument.InstanceOf(run, 1));
        await KeepAsync(runs, "canceled-stage", sleeper);
    }

    private async Task FailBranchAsync()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("bad");
        runs.Script.Fails("worse");
        runs.Script.Sleeps("sleeper");
        var run = await runs.RunAsync(
            Scripted("bad") with { OnFailure = FailurePolicy.FailBranch },
            Scripted("behind", "bad"),
            Scripted("sleeper"),
            Stage("gate", "feature.judgement"),
            Scripted("worse", "gate"));
        await runs.WaitingAsync(run, "sleeper");
        await runs.WaitingAsync(run, "gate");
        await runs.DecideAsync(run, "gate", "bob");
        await runs.EndedAsync(run);
        await KeepAsync(runs, "failed", RunDocument.InstanceOf(run, 1));
    }

    /// <summary>A run and a stage whose histories started over, the stage beyond its run's.</summary>
    private async Task ContinueAsNewAsync()
    {
        await using var runs = await StartAsync();
        runs.Script.Steps["poll"] = (execution, _) => new(execution.Step < 120
            ? new StageStep.Again(TimeSpan.FromSeconds(1), new JsonObject { ["step"] = execution.Step })
            : new StageStep.Succeeded());
        var stages = Enumerable.Range(0, 250).Select(index => Scripted($"s{index}", index < 10 ? [] : [$"s{index - 10}"]));
        var run = await runs.RunAsync([Scripted("poll"), .. stages]);
        var poll = (await runs.UntilAsync(run, details => details.Find("poll")!.StepsDone > 0)).Find("poll")!.Instance!;
        await runs.EndedAfterAsync(run, TimeSpan.FromSeconds(1));
        await KeepAsync(runs, "continued", RunDocument.InstanceOf(run, 1));
        await KeepAsync(runs, "continued-stage", poll);
    }

    private async Task ChildRunAsync()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Stage("gate", "feature.judgement"));
        var run = await runs.RunAsync(Stage("start", "feature.run-pipeline", """{ "pipeline": "child" }"""));
        var start = (await runs.UntilAsync(run, details => details.Find("start")!.Outputs is not null)).Find("start")!;
        var child = start.Outputs!["run"]!.GetValue<string>();
        await runs.WaitingAsync(child, "gate");
        await runs.DecideAsync(child, "gate", "bob");
        await runs.EndedAsync(run);
        await KeepAsync(runs, "parent", RunDocument.InstanceOf(run, 1));
        await KeepAsync(runs, "parent-stage", start.Instance!);
    }

    /// <summary>Keeps an instance's history as it stands after the turn under way.</summary>
    private async Task KeepAsync(RunHarness runs, string name, string instance)
    {
        var store = new SqliteOrchestrationStore(((EmbeddedStorage)runs.Storage).Database);
        var stored = await Eventually.GetAsync(
            async () => (await store.LoadAsync(instance, Cancellation))!, found => found.Inbox.Count == 0, cancellationToken: Cancellation);
        _histories.Add(name, stored.History);
    }
}
