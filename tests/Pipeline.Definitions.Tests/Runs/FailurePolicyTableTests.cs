using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;
using static Pipeline.Definitions.FailurePolicy;
using static Pipeline.Definitions.RunStatus;

namespace Pipeline.Definitions.Tests.Runs;

/// <summary>A fan-out to <c>a</c> and <c>b</c>, a join of both, and <c>other</c> beside them: every failure policy with every join.</summary>
public sealed class FailurePolicyTableTests
{
    // Whether the join starts when its rule is all, any and all-done; how the run ends.
    [Theory]
    [InlineData(FailPipeline, false, false, false, Terminal)]
    [InlineData(FailBranch, false, true, true, Succeeded)]
    [InlineData(FailBranchThenPipeline, false, true, true, Terminal)]
    [InlineData(Ignore, true, true, true, Succeeded)]
    public void One_branch_fails_and_the_other_succeeds(FailurePolicy a, bool all, bool any, bool allDone, RunStatus end)
    {
        Assert.Equal((all, end), Run(JoinRule.All, a, b: null));
        Assert.Equal((any, end), Run(JoinRule.Any, a, b: null));
        Assert.Equal((allDone, end), Run(JoinRule.AllDone, a, b: null));
    }

    [Theory]
    [InlineData(FailPipeline, FailPipeline, false, false, false, Terminal)]
    [InlineData(FailPipeline, FailBranch, false, false, false, Terminal)]
    [InlineData(FailPipeline, FailBranchThenPipeline, false, false, false, Terminal)]
    [InlineData(FailPipeline, Ignore, false, false, false, Terminal)]
    [InlineData(FailBranch, FailPipeline, false, false, false, Terminal)]
    [InlineData(FailBranch, FailBranch, false, false, true, Succeeded)]
    [InlineData(FailBranch, FailBranchThenPipeline, false, false, true, Terminal)]
    [InlineData(FailBranch, Ignore, false, true, true, Succeeded)]
    [InlineData(FailBranchThenPipeline, FailPipeline, false, false, false, Terminal)]
    [InlineData(FailBranchThenPipeline, FailBranch, false, false, true, Terminal)]
    [InlineData(FailBranchThenPipeline, FailBranchThenPipeline, false, false, true, Terminal)]
    [InlineData(FailBranchThenPipeline, Ignore, false, true, true, Terminal)]
    [InlineData(Ignore, FailPipeline, false, true, false, Terminal)] // any: started before b failed the run
    [InlineData(Ignore, FailBranch, false, true, true, Succeeded)]
    [InlineData(Ignore, FailBranchThenPipeline, false, true, true, Terminal)]
    [InlineData(Ignore, Ignore, true, true, true, Succeeded)]
    public void Both_branches_fail(FailurePolicy a, FailurePolicy b, bool all, bool any, bool allDone, RunStatus end)
    {
        Assert.Equal((all, end), Run(JoinRule.All, a, b));
        Assert.Equal((any, end), Run(JoinRule.Any, a, b));
        Assert.Equal((allDone, end), Run(JoinRule.AllDone, a, b));
    }

    /// <summary>Runs the graph: <c>a</c> fails first, then <c>b</c> fails or, without a policy, succeeds; all else succeeds unless it is cancelled.</summary>
    private static (bool JoinStarted, RunStatus End) Run(JoinRule join, FailurePolicy a, FailurePolicy? b)
    {
        StageDefinition[] stages =
        [
            Stages.One("start"),
            Stages.One("a: start") with { OnFailure = a },
            Stages.One("b: start") with { OnFailure = b ?? FailPipeline },
            Stages.One("other: start"),
            Stages.One("join: a b") with { Join = join },
            Stages.One("last: join"),
        ];
        var run = new RunProgress(StageGraph.Of(stages));
        var started = new List<string>();
        var cancelled = new HashSet<string>();
        var over = (RunStatus?)null;
        Take(run.Begin());
        foreach (var id in new[] { "start", "a", "b", "join", "last", "other" })
        {
            if (!started.Contains(id))
                continue;

            var fails = id == "a" || (id == "b" && b is not null);
            var outcome = cancelled.Contains(id) ? StageOutcome.CanceledByRun : fails ? StageOutcome.Failed : StageOutcome.Succeeded;
            Take(run.Ended(id, StageEnd.Of(stages.Single(stage => stage.Id == id), outcome)));
        }

        var halted = a is FailPipeline || b is FailPipeline;
        Assert.Contains("other", started);
        Assert.Equal(halted, cancelled.Contains("other"));
        Assert.Equal(started.Contains("join") && !halted, started.Contains("last"));
        return (started.Contains("join"), over!.Value);

        void Take(RunDecision decision)
        {
            Assert.Null(over);
            started.AddRange(decision.Start);
            cancelled.UnionWith(decision.Cancel);
            over = decision.End;
        }
    }
}
