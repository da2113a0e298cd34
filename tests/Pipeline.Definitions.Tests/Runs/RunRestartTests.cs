using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

public sealed class RunRestartTests
{
    private static readonly StageGraph Graph = StageGraph.Of(Stages.Of("a", "b: a", "c: a", "d: b", "e: c", "f: d e"));

    [Fact]
    public void A_restart_runs_the_stage_and_everything_behind_it()
    {
        var states = new Dictionary<string, StageProgress>
        {
            ["a"] = new(StageStatus.Succeeded),
            ["b"] = new(StageStatus.Succeeded),
            ["c"] = new(StageStatus.Stopped),
            ["d"] = new(StageStatus.Succeeded),
        };

        Assert.Equal(["b", "d", "f"], RunRestart.StagesToReset(Graph, states, "b"));
    }

    [Fact]
    public void A_restart_also_runs_what_was_cancelled_when_the_run_failed()
    {
        var states = new Dictionary<string, StageProgress>
        {
            ["a"] = new(StageStatus.Succeeded),
            ["b"] = new(StageStatus.Terminal),
            ["c"] = new(StageStatus.Canceled),
        };

        var reset = RunRestart.StagesToReset(Graph, states, "b");

        Assert.Equal(["b", "c", "d", "e", "f"], reset);
        var kept = states.Where(state => !reset.Contains(state.Key)).ToDictionary();
        Assert.Equal(["b", "c"], new RunProgress(Graph, kept).Begin().Start);
    }
}
