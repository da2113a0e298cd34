using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable.Client;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Runs;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>Runs whose orchestration is lost: nothing would end them if the sweep did not.</summary>
public abstract class BrokenRunTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_whose_orchestration_failed_stayed_running_for_ever()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.judgement"), Scripted("after", "gate"));
        var gate = (await runs.WaitingAsync(run, "gate")).Find("gate")!;
        var client = runs.Get<DurableTaskClient>();

        // The poisoned event fails the orchestration for good, as a bug in it would.
        await client.RaiseEventAsync(RunDocument.InstanceOf(run, 1), RunOrchestration.StageEnded, 1, Cancellation);
        var failed = await client.WaitForInstanceCompletionAsync(RunDocument.InstanceOf(run, 1), cancellation: Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        var ended = await SweptAsync(runs, run);

        Assert.Equal(RunStatus.Terminal, ended.Run.Status);
        Assert.StartsWith("the run's orchestration failed: ", ended.Run.Reason, StringComparison.Ordinal);
        Assert.Equal(StageStatus.Canceled, ended.Find("gate")!.Status);
        Assert.Contains("the run's orchestration failed", ended.Find("gate")!.Reason!, StringComparison.Ordinal);
        Assert.Equal(StageStatus.NotStarted, ended.Find("after")!.Status);
        Assert.True((await client.WaitForInstanceCompletionAsync(gate.Instance!, cancellation: Cancellation)).IsCompleted);
        await foreach (var (active, _) in runs.Store.Index.ListActiveAsync(Cancellation))
            Assert.Fail($"Run {active} is still among the active ones.");
    }

    [Fact]
    public async Task Stage_whose_orchestration_was_terminated_kept_its_run_running_for_ever()
    {
        await using var runs = await StartAsync();
        runs.Script.Sleeps("other");
        var run = await runs.RunAsync(Stage("gate", "feature.judgement"), Scripted("other"));
        var gate = (await runs.WaitingAsync(run, "gate")).Find("gate")!;
        await runs.WaitingAsync(run, "other");

        // A stage is seen waiting a moment before its own orchestration works.
        var client = runs.Get<DurableTaskClient>();
        await Eventually.GetAsync(
            () => client.GetInstanceAsync(gate.Instance!, cancellation: Cancellation),
            instance => instance?.RuntimeStatus is OrchestrationRuntimeStatus.Running,
            cancellationToken: Cancellation);
        await client.TerminateInstanceAsync(gate.Instance!, cancellation: Cancellation);
        var ended = await SweptAsync(runs, run);

        Assert.Equal(RunStatus.Terminal, ended.Run.Status);
        Assert.Equal((StageStatus.Terminal, "orchestration"), (ended.Find("gate")!.Status, ended.Find("gate")!.Error!.Code));
        Assert.Equal(StageStatus.Canceled, ended.Find("other")!.Status);
        Assert.Equal(["other"], runs.Script.Canceled);
        var events = await runs.Store.ReadEventsAsync(run, 0, 100, Cancellation);
        Assert.Equal(2, events.Count(happened => happened.Type == RunEventTypes.StageEnded));
        Assert.Equal(RunEventTypes.RunEnded, events[^1].Type);
    }

    [Fact]
    public async Task Run_that_broke_can_be_restarted()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.judgement"), Scripted("after", "gate"));
        await runs.WaitingAsync(run, "gate");
        await runs.Get<DurableTaskClient>().TerminateInstanceAsync(RunDocument.InstanceOf(run, 1), cancellation: Cancellation);
        var broken = await SweptAsync(runs, run);
        Assert.Equal("the run's orchestration was terminated from outside", broken.Run.Reason);

        await runs.Get<RunRestarts>().RestartAsync(run, "gate", "bob", Cancellation);
        await runs.WaitingAsync(run, "gate");
        await runs.DecideAsync(run, "gate", "bob");

        Assert.Equal(RunStatus.Succeeded, (await runs.EndedAsync(run)).Run.Status);
    }

    [Fact]
    public async Task Child_run_that_broke_ends_the_stage_that_waits_for_it()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Stage("gate", "feature.judgement"));
        var run = await runs.RunAsync(Stage("start", "feature.run-pipeline", """{ "pipeline": "child" }"""));
        var parent = await runs.WaitingAsync(run, "start");
        var child = parent.Find("start")!.Outputs!["run"]!.GetValue<string>();
        await runs.WaitingAsync(child, "gate");

        await runs.Get<DurableTaskClient>().TerminateInstanceAsync(RunDocument.InstanceOf(child, 1), cancellation: Cancellation);
        await SweptAsync(runs, child);

        Assert.Equal(RunStatus.Terminal, (await runs.EndedAsync(run)).Run.Status);
    }

    /// <summary>Sweeps until the run has ended: the first sweep stops what is under way, the one after that ends the run.</summary>
    private static Task<RunDetails> SweptAsync(RunHarness runs, string run) => Eventually.GetAsync(
        async () =>
        {
            await runs.Get<RunSweep>().SweepAsync(Cancellation);
            return (await runs.Store.FindDetailsAsync(run, Cancellation))!;
        },
        details => details.Run.Status.IsComplete(),
        cancellationToken: Cancellation);
}

public sealed class EmbeddedBrokenRunTests() : BrokenRunTests(HostingMode.Embedded);

public sealed class HostedBrokenRunTests() : BrokenRunTests(HostingMode.Functions);
