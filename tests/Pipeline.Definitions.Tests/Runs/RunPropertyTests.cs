using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

/// <summary>Random graphs go through random runs, checked at every step against the rules written out a second time.</summary>
public sealed class RunPropertyTests
{
    [Fact]
    public void Every_run_starts_stages_by_their_rule_and_ends_as_its_stages_say() => ForAllRuns(run =>
    {
        run.Go();
        Assert.Equal(ExpectedEnd(run), run.End);
    });

    [Fact]
    public void The_incremental_rules_agree_with_the_whole_ones() => ForAllRuns(run =>
    {
        run.AfterEach = (before, decision) =>
        {
            var whole = RunRules.Decide(run.Graph, stage => before[run.Graph.Stages[stage].Id], run.Control);
            Assert.Equal(whole.Start, decision.Start);
            Assert.Equal(whole.Verdict, decision.Verdict);
            Assert.Equal(whole.End, decision.End);
            Assert.Equal(whole.Blocked.Select(blocked => blocked.StageId), run.Blocked.Order(run.DocumentOrder));
            if (decision.Cancel.Count > 0)
                Assert.Equal(whole.Cancel, decision.Cancel);
        };
        run.Go();
    });

    [Fact]
    public void A_run_resumed_from_its_record_goes_on_as_it_would_have() => ForAllRuns(run =>
    {
        run.ResumeBetweenSteps = true;
        run.Go();
        Assert.Equal(ExpectedEnd(run), run.End);
    });

    [Fact]
    public void A_stopped_branch_never_keeps_a_sibling_from_running() => ForAllRuns(run =>
    {
        run.Go();
        if (run.States.Values.Any(state => state.Status.EndsRun()) || run.Control.CancelRequested)
            return;

        foreach (var stage in run.Graph.Stages)
        {
            var above = run.Graph.UpstreamClosure(stage.Id).Where(id => id != stage.Id);
            if (above.All(id => run.States[id].Status is not StageStatus.Stopped))
                Assert.True(run.States[stage.Id].Status.IsComplete(), $"{stage.Id} did not run");
        }
    });

    private static void ForAllRuns(Action<RandomRun> check) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(120).ToArbitrary(), numbers => check(new RandomRun(new Tape(numbers))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    /// <summary>Reference A5, read from its text: over the states that a finished run left behind.</summary>
    private static RunStatus ExpectedEnd(RandomRun run)
    {
        var states = run.States.Values.ToArray();
        if (states.Any(state => state.Status is StageStatus.Terminal))
            return RunStatus.Terminal;
        if (run.Control.CancelRequested || states.Any(state => state.Status is StageStatus.Canceled))
            return RunStatus.Canceled;
        return states.Any(state => state is { Status: StageStatus.Stopped, FailsRunLater: true }) ? RunStatus.Terminal : RunStatus.Succeeded;
    }
}
