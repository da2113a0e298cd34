using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Runs;

/// <summary>
/// A run as it goes on, stage by stage: told how each stage ends, it says what that changes. It decides what <see cref="RunRules.Decide"/>
/// would, at a cost proportional to the stages that an end touches. Deterministic; for one orchestration, not for several threads.
/// </summary>
public sealed class RunProgress
{
    private readonly StageGraph graph;
    private readonly StageProgress[] states;
    private readonly int[] went;
    private readonly int[] stuck;
    private readonly int[] blockers;
    private readonly SortedSet<int> ready = [];
    private RunControl control;
    private int active;
    private bool failsLater;
    private bool hasBegun;
    private RunStatus? verdict;
    private RunStatus? end;

    /// <summary>Makes the progress of a run, new or resumed from its record.</summary>
    /// <param name="graph">The stages.</param>
    /// <param name="states">How far the stages are, by id; a stage left out has not started.</param>
    /// <param name="control">What people asked of the run so far.</param>
    /// <exception cref="ArgumentException">A state is given for a stage that does not exist.</exception>
    public RunProgress(StageGraph graph, IReadOnlyDictionary<string, StageProgress>? states = null, RunControl control = default)
    {
        this.graph = graph;
        this.control = control;
        this.states = new StageProgress[graph.Count];
        foreach (var (id, state) in states ?? new Dictionary<string, StageProgress>())
            this.states[graph.IndexOf(id)] = state;

        went = new int[graph.Count];
        stuck = new int[graph.Count];
        blockers = new int[graph.Count];
        Array.Fill(blockers, -1);
    }

    /// <summary>Whether the run is over.</summary>
    public bool IsOver => end is not null;

    /// <summary>How the run ended, or will end once its cancelled stages have ended; null while that is open.</summary>
    public RunStatus? Verdict => verdict;

    /// <summary>How far a stage is; a stage counts as running from the decision to start it.</summary>
    public StageProgress StateOf(string id) => states[graph.IndexOf(id)];

    /// <summary>How far each stage is that has begun, by id: what a continued orchestration makes its progress of.</summary>
    public IReadOnlyDictionary<string, StageProgress> States() => Enumerable.Range(0, graph.Count)
        .Where(stage => states[stage].Status is not StageStatus.NotStarted)
        .ToDictionary(stage => graph.Stages[stage].Id, stage => states[stage], StringComparer.Ordinal);

    /// <summary>The first decision, to be asked for once before anything else is reported.</summary>
    /// <returns>The whole decision: in a resumed run it repeats what was said before of blocked stages and of stages to cancel.</returns>
    public RunDecision Begin()
    {
        if (hasBegun)
            throw new InvalidOperationException("The run has begun already.");

        hasBegun = true;
        var changes = new RunChanges();
        active = states.Count(state => state.Status.IsActive());
        failsLater = states.Any(state => state.FailsRunLater);
        var (halt, by) = RunRules.HaltOf(states, control);
        if (halt is { } result)
        {
            Halt(result, by, changes);
            return Decide(changes);
        }

        for (var stage = 0; stage < graph.Count; stage++)
        {
            Consider(stage, root: stage, changes);
            if (states[stage].Status.IsComplete())
                Propagate(stage, changes);
        }

        return Decide(changes);
    }

    /// <summary>A stage ended. A stage that has not started may end as skipped.</summary>
    /// <returns>What that changes: nothing when the end of this stage was reported before.</returns>
    /// <exception cref="ArgumentException">There is no such stage, or the status is not an end.</exception>
    /// <exception cref="InvalidOperationException">The stage will never run, so it cannot end.</exception>
    public RunDecision Ended(string id, StageEnd stageEnd)
    {
        var stage = graph.IndexOf(id);
        if (!stageEnd.Status.IsComplete())
            throw new ArgumentException($"{stageEnd.Status} is not an end.", nameof(stageEnd));
        if (states[stage].Status.IsComplete())
            return Decide(new());
        if (blockers[stage] >= 0)
            throw new InvalidOperationException($"Stage '{id}' is blocked and cannot end.");

        if (states[stage].Status.IsActive())
            active--;
        ready.Remove(stage);
        states[stage] = stageEnd;
        failsLater |= stageEnd.FailsRunLater;

        var changes = new RunChanges();
        if (stageEnd.Status is StageStatus.Terminal)
            Halt(RunStatus.Terminal, stage, changes);
        else if (stageEnd.Status is StageStatus.Canceled)
            Halt(verdict ?? RunStatus.Canceled, stage, changes);
        else if (verdict is null)
            Propagate(stage, changes);

        return Decide(changes);
    }

    /// <summary>A person paused the run: nothing starts until <see cref="Resume"/>.</summary>
    /// <returns>Nothing to do; a run that is already decided stays so.</returns>
    public RunDecision Pause()
    {
        control = control with { Paused = true };
        return Decide(new());
    }

    /// <summary>A person resumed the run.</summary>
    /// <returns>The stages that became ready meanwhile.</returns>
    public RunDecision Resume()
    {
        control = control with { Paused = false };
        return Decide(new());
    }

    /// <summary>A person cancelled the run: nothing starts any more and what is active is to be cancelled.</summary>
    /// <returns>What to cancel: nothing when the run is over, failing or cancelled already.</returns>
    public RunDecision Cancel()
    {
        control = control with { CancelRequested = true };
        var changes = new RunChanges();
        if (verdict is null)
            Halt(RunStatus.Canceled, null, changes);
        return Decide(changes);
    }

    private void Halt(RunStatus result, int? by, RunChanges changes)
    {
        var wasDecided = verdict is not null;
        verdict = result;
        if (wasDecided)
            return;

        ready.Clear();
        for (var stage = 0; stage < graph.Count; stage++)
        {
            if (states[stage].Status.IsActive())
                changes.Cancel.Add(stage);
            else if (states[stage].Status is StageStatus.NotStarted && blockers[stage] < 0)
                Block(stage, by ?? stage, RunRules.BlockedByHalt(graph, stage, result, by), changes);
        }
    }

    /// <summary>Passes on that a stage went well, stopped or is blocked, as far down as that decides joins.</summary>
    private void Propagate(int root, RunChanges changes)
    {
        var next = new Queue<int>([root]);
        while (next.TryDequeue(out var stage))
        {
            var counts = states[stage].Status.LetsDownstreamRun() ? went : stuck;
            foreach (var downstream in graph.Downstreams(stage))
            {
                counts[downstream]++;
                if (Consider(downstream, root, changes))
                    next.Enqueue(downstream);
            }
        }
    }

    /// <summary>Decides a stage's join anew; true when the stage has just become blocked.</summary>
    private bool Consider(int stage, int root, RunChanges changes)
    {
        if (states[stage].Status is not StageStatus.NotStarted || blockers[stage] >= 0)
            return false;

        switch (JoinRules.Decide(graph.Stages[stage].Join, graph.Upstreams(stage).Count, went[stage], stuck[stage]))
        {
            case JoinDecision.Start:
                ready.Add(stage);
                return false;
            case JoinDecision.Never:
                Block(stage, root, new(graph.Stages[stage].Id, BlockCause.StoppedBranch, graph.Stages[root].Id), changes);
                return true;
            default:
                return false;
        }
    }

    private void Block(int stage, int root, BlockedStage blocked, RunChanges changes)
    {
        blockers[stage] = root;
        changes.Blocked.Add((stage, blocked));
    }

    private RunDecision Decide(RunChanges changes)
    {
        int[] start = control.Paused || verdict is not null ? [] : [.. ready];
        foreach (var stage in start)
            states[stage] = new(StageStatus.Running);
        active += start.Length;
        if (start.Length > 0)
            ready.Clear();

        if (active == 0 && ready.Count == 0)
        {
            verdict ??= failsLater ? RunStatus.Terminal : RunStatus.Succeeded;
            end = verdict;
        }

        return new()
        {
            Start = [.. start.Select(stage => graph.Stages[stage].Id)],
            Blocked = [.. changes.Blocked.OrderBy(change => change.Stage).Select(change => change.Blocked)],
            Cancel = [.. changes.Cancel.Select(stage => graph.Stages[stage].Id)],
            Verdict = verdict,
            End = end,
        };
    }

    private sealed class RunChanges
    {
        public List<(int Stage, BlockedStage Blocked)> Blocked { get; } = [];

        public List<int> Cancel { get; } = [];
    }
}
