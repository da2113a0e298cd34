using Pipeline.Definitions;
using Pipeline.Definitions.Windows;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Stages;
using Pipeline.Stages.Runs;
using Pipeline.Storage.Embedded;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

public sealed class HeldStageHistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_to_start_that_comes_several_times_does_not_keep_the_history_of_a_stage_that_polls_from_starting_over()
    {
        await using var runs = await StartAsync();
        runs.Script.Steps["a"] = (execution, _) => new(execution.Step < 150 ? new StageStep.Again(TimeSpan.FromSeconds(1)) : new StageStep.Succeeded());
        var run = await runs.RunAsync(Scripted("a") with { Window = ExecutionWindow.Parse("* 22:00-23:00 UTC") });
        var held = (await runs.WaitingAsync(run, "a")).Find("a")!;
        runs.Time.Advance(TimeSpan.FromHours(22));
        foreach (var _ in Enumerable.Range(0, 3))
            await runs.Get<RunSignals>().SignalAsync(held, new(1, StageSignals.StartNow), Cancellation);

        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromSeconds(1));

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal(151, runs.Script.Executed.Count);
        var stored = await new SqliteOrchestrationStore(((EmbeddedStorage)runs.Storage).Database).LoadAsync(held.Instance!, Cancellation);
        Assert.InRange(stored!.History.Count, 1, 400);
    }
}
