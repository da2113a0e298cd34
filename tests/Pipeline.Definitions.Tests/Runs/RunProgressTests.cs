using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

public sealed class RunProgressTests
{
    private static readonly StageEnd Succeeded = new(StageStatus.Succeeded);
    private static readonly StageEnd Stopped = new(StageStatus.Stopped);
    private static readonly StageEnd Terminal = new(StageStatus.Terminal);
    private static readonly StageEnd Canceled = new(StageStatus.Canceled);

    private static RunProgress Of(params string[] lines) => new(StageGraph.Of(Stages.Of(lines)));

    [Fact]
    public void Branches_run_in_parallel_and_join()
    {
        var run = Of("a", "b: a", "c: a", "d: b c");

        Assert.Equal(["a"], run.Begin().Start);
        Assert.Equal(["b", "c"], run.Ended("a", Succeeded).Start);
        Assert.Empty(run.Ended("c", Succeeded).Start);
        Assert.Equal(["d"], run.Ended("b", Succeeded).Start);
        Assert.Equal(RunStatus.Succeeded, run.Ended("d", Succeeded).End);
        Assert.True(run.IsOver);
    }

    [Fact]
    public void A_failure_of_the_run_cancels_what_runs_and_ends_once_that_has_ended()
    {
        var run = Of("a", "b", "c: b");
        run.Begin();

        var failed = run.Ended("a", Terminal);
        Assert.Equal(["b"], failed.Cancel);
        Assert.Equal([new BlockedStage("c", BlockCause.RunFailed, "a")], failed.Blocked);
        Assert.Equal(RunStatus.Terminal, failed.Verdict);
        Assert.Null(failed.End);

        var over = run.Ended("b", Canceled);
        Assert.Empty(over.Cancel);
        Assert.Empty(over.Blocked);
        Assert.Equal(RunStatus.Terminal, over.End);
    }

    [Fact]
    public void A_stage_that_succeeds_while_it_is_being_cancelled_starts_nothing()
    {
        var run = Of("a", "b", "c: b");
        run.Begin();
        run.Ended("a", Terminal);

        var over = run.Ended("b", Succeeded);

        Assert.Empty(over.Start);
        Assert.Equal(RunStatus.Terminal, over.End);
    }

    [Fact]
    public void A_stopped_branch_blocks_the_stages_behind_it_and_no_sibling()
    {
        var run = Of("a", "b", "c: a", "d: c b", "e: b");
        run.Begin();

        var stopped = run.Ended("a", Stopped);
        Assert.Equal(["c", "d"], stopped.Blocked.Select(blocked => blocked.StageId));
        Assert.All(stopped.Blocked, blocked => Assert.Equal("blocked by a stopped branch: stage 'a' stopped", blocked.Reason));

        Assert.Equal(["e"], run.Ended("b", Succeeded).Start);
        Assert.Equal(RunStatus.Succeeded, run.Ended("e", Succeeded).End);
    }

    [Fact]
    public void A_person_cancels_the_run_once()
    {
        var run = Of("a", "b: a");
        run.Begin();

        var cancel = run.Cancel();
        Assert.Equal(["a"], cancel.Cancel);
        Assert.Equal([new BlockedStage("b", BlockCause.RunCanceled, null)], cancel.Blocked);
        Assert.Equal(RunStatus.Canceled, cancel.Verdict);
        Assert.Empty(run.Cancel().Cancel);
        Assert.Equal(RunStatus.Canceled, run.Ended("a", Canceled).End);
        Assert.Empty(run.Cancel().Cancel);
    }

    [Fact]
    public void A_paused_run_starts_nothing_until_it_is_resumed()
    {
        var run = Of("a", "b: a", "c: a");
        run.Begin();
        run.Pause();

        var ended = run.Ended("a", Succeeded);
        Assert.Empty(ended.Start);
        Assert.Null(ended.End);

        Assert.Equal(["b", "c"], run.Resume().Start);
        Assert.Empty(run.Resume().Start);
    }

    [Fact]
    public void An_end_reported_twice_changes_nothing()
    {
        var run = Of("a", "b: a");
        run.Begin();
        run.Ended("a", Succeeded);

        var again = run.Ended("a", Terminal);

        Assert.Empty(again.Start);
        Assert.Null(again.Verdict);
        Assert.Equal(StageStatus.Running, run.StateOf("b").Status);
    }

    [Fact]
    public void A_stage_skipped_before_its_turn_lets_the_stages_behind_it_run()
    {
        var run = Of("a", "b: a", "c: b");
        run.Begin();

        Assert.Equal(["c"], run.Ended("b", new(StageStatus.Skipped)).Start);
        Assert.Empty(run.Ended("a", Succeeded).Start);
    }

    [Fact]
    public void A_resumed_run_goes_on_where_its_record_left_it()
    {
        var graph = StageGraph.Of(Stages.Of("a", "b: a", "c: a", "d: b c", "e: b"));
        var first = new RunProgress(graph);
        first.Begin();
        first.Ended("a", Succeeded);
        first.Ended("b", new(StageStatus.Stopped, FailsRunLater: true));

        var resumed = new RunProgress(graph, first.States());
        var decision = resumed.Begin();

        Assert.Empty(decision.Start);
        Assert.Equal(["d", "e"], decision.Blocked.Select(blocked => blocked.StageId));
        Assert.Equal(RunStatus.Terminal, resumed.Ended("c", Succeeded).End);
    }

    [Fact]
    public void A_blocked_stage_cannot_end()
    {
        var run = Of("a", "b: a", "c");
        run.Begin();
        run.Ended("a", Stopped);

        Assert.Throws<InvalidOperationException>(() => run.Ended("b", Succeeded));
        Assert.Throws<ArgumentException>(() => run.Ended("x", Succeeded));
        Assert.Throws<ArgumentException>(() => run.Ended("c", new(StageStatus.Running)));
    }
}
