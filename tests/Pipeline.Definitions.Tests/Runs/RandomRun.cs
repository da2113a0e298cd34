using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

/// <summary>A random graph and a random way through it. It checks by itself that no stage starts before its rule holds, or twice.</summary>
internal sealed class RandomRun
{
    private readonly Tape tape;
    private RunProgress progress;

    public RandomRun(Tape tape)
    {
        this.tape = tape;
        Graph = StageGraph.Of([.. Enumerable.Range(0, 1 + tape.Choose(10)).Select(RandomStage)]);
        States = Graph.Stages.ToDictionary(stage => stage.Id, _ => new StageProgress(StageStatus.NotStarted));
        progress = new(Graph);
    }

    public StageGraph Graph { get; }

    public Dictionary<string, StageProgress> States { get; private set; }

    public HashSet<string> Blocked { get; } = [];

    public RunControl Control { get; private set; }

    public RunStatus? End { get; private set; }

    public bool ResumeBetweenSteps { get; set; }

    /// <summary>Called with the states before the decision's starts, and the decision.</summary>
    public Action<Dictionary<string, StageProgress>, RunDecision>? AfterEach { get; set; }

    public IComparer<string> DocumentOrder => Comparer<string>.Create((left, right) => Graph.IndexOf(left).CompareTo(Graph.IndexOf(right)));

    public void Go()
    {
        Take(progress.Begin());
        for (var step = 0; End is null; step++)
        {
            Assert.True(step < 1_000, "The run does not end.");
            if (ResumeBetweenSteps)
                Resume();

            Take(Step());
        }

        Assert.DoesNotContain(States.Values, state => state.Status.IsActive());
        foreach (var stage in Graph.Stages.Where(stage => States[stage.Id].Status is StageStatus.NotStarted))
            Assert.Contains(stage.Id, Blocked);
    }

    private void Resume()
    {
        progress = new(Graph, States, Control);
        var decision = progress.Begin();
        Assert.Empty(decision.Start);
        Assert.Null(decision.End);
    }

    private RunDecision Step()
    {
        var active = Graph.Stages.Where(stage => States[stage.Id].Status.IsActive()).ToArray();
        var what = tape.Choose(20);
        if (what == 1)
        {
            Control = Control with { CancelRequested = true };
            return progress.Cancel();
        }

        if (Control.Paused && (active.Length == 0 || what == 2))
        {
            Control = Control with { Paused = false };
            return progress.Resume();
        }

        if (what == 3)
        {
            Control = Control with { Paused = true };
            return progress.Pause();
        }

        if (active.Length == 0)
        {
            Control = Control with { Paused = false };
            return progress.Resume();
        }

        var stage = tape.Choose<StageDefinition>(active);
        var outcome = tape.Choose(
            StageOutcome.Succeeded, StageOutcome.Failed, StageOutcome.Skipped, StageOutcome.Rejected, StageOutcome.TimedOut, StageOutcome.Succeeded, StageOutcome.CanceledOutside);
        if (progress.Verdict is not null && tape.Choose(2) == 0)
            outcome = StageOutcome.CanceledByRun;

        var end = StageEnd.Of(stage, outcome);
        States[stage.Id] = end;
        return progress.Ended(stage.Id, end);
    }

    private void Take(RunDecision decision)
    {
        Blocked.UnionWith(decision.Blocked.Select(blocked => blocked.StageId));
        AfterEach?.Invoke(new(States), decision);
        foreach (var id in decision.Start)
        {
            Assert.False(Control.Paused);
            AssertMayStart(Graph.Stages[Graph.IndexOf(id)]);
            States[id] = new(StageStatus.Running);
        }

        End = decision.End;
    }

    private void AssertMayStart(StageDefinition stage)
    {
        Assert.Equal(StageStatus.NotStarted, States[stage.Id].Status);
        Assert.DoesNotContain(stage.Id, Blocked);
        if (stage.DependsOn.Count == 0)
            return;

        var went = stage.DependsOn.Count(id => States[id].Status is StageStatus.Succeeded or StageStatus.FailedContinue or StageStatus.Skipped);
        var open = stage.DependsOn.Count(id => States[id].Status is StageStatus.Running || (States[id].Status is StageStatus.NotStarted && !Blocked.Contains(id)));
        Assert.True(stage.Join switch
        {
            JoinRule.All => went == stage.DependsOn.Count,
            JoinRule.Any => went > 0,
            _ => open == 0,
        });
    }

    private StageDefinition RandomStage(int index) => new()
    {
        Id = $"s{index}",
        Type = "test.stage",
        DependsOn = [.. Enumerable.Range(0, index).Where(_ => tape.Choose(3) == 0).Select(upstream => $"s{upstream}")],
        Join = tape.Choose(Enum.GetValues<JoinRule>()),
        OnFailure = tape.Choose(FailurePolicy.FailBranch, FailurePolicy.FailBranchThenPipeline, FailurePolicy.Ignore, FailurePolicy.FailPipeline),
        OnReject = tape.Choose(FailurePolicy.FailBranch, FailurePolicy.FailBranchThenPipeline, FailurePolicy.Ignore, FailurePolicy.FailPipeline),
        TimeoutOutcome = tape.Choose(Enum.GetValues<TimeoutOutcome>()),
    };
}
