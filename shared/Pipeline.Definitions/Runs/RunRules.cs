using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Runs;

/// <summary>
/// The start, join and end rules of a run as one pure function over the state of every stage (reference A4 and A5 with explicit joins).
/// It looks at the whole graph; a run that goes stage by stage uses <see cref="RunProgress"/>, which decides the same incrementally.
/// </summary>
public static class RunRules
{
    /// <summary>What a run in this state is to do.</summary>
    /// <param name="graph">The stages.</param>
    /// <param name="stateOf">The state of each stage by its position in the graph.</param>
    /// <param name="control">What people asked of the run.</param>
    /// <returns>
    /// The whole decision: every stage that may start, that can never run, and that is active and must be cancelled, whether or not an
    /// earlier decision said so already.
    /// </returns>
    /// <remarks>
    /// A failure of the run outweighs a cancellation, whichever came first: with a TERMINAL stage the run is TERMINAL. A decided run ends
    /// when its last active stage has ended, so that every cancellation is carried out and recorded.
    /// </remarks>
    public static RunDecision Decide(StageGraph graph, Func<int, StageProgress> stateOf, RunControl control = default)
    {
        var states = Enumerable.Range(0, graph.Count).Select(stateOf).ToArray();
        var active = Where(graph, stage => states[stage].Status.IsActive());
        var (halt, haltedBy) = HaltOf(states, control);
        if (halt is { } verdict)
        {
            return new()
            {
                Cancel = active,
                Blocked = [.. NotStarted(graph, states).Select(stage => BlockedByHalt(graph, stage, verdict, haltedBy))],
                Verdict = verdict,
                End = active.Count == 0 ? verdict : null,
            };
        }

        var (startable, blockers) = Evaluate(graph, states);
        var isOver = active.Count == 0 && !startable.Contains(true);
        RunStatus? end = isOver ? EndOf(states) : null;
        return new()
        {
            Start = control.Paused ? [] : Where(graph, stage => startable[stage]),
            Blocked = [.. NotStarted(graph, states).Where(stage => blockers[stage] is not null)
                .Select(stage => new BlockedStage(graph.Stages[stage].Id, BlockCause.StoppedBranch, graph.Stages[blockers[stage]!.Value].Id))],
            Verdict = end,
            End = end,
        };
    }

    /// <summary>How a run ends whose stages are all through or blocked, none of them failing the run by itself.</summary>
    internal static RunStatus EndOf(IEnumerable<StageProgress> states) =>
        states.Any(state => state is { Status: StageStatus.Stopped, FailsRunLater: true }) ? RunStatus.Terminal : RunStatus.Succeeded;

    internal static BlockedStage BlockedByHalt(StageGraph graph, int stage, RunStatus verdict, int? by) => new(
        graph.Stages[stage].Id,
        verdict is RunStatus.Terminal ? BlockCause.RunFailed : BlockCause.RunCanceled,
        by is { } halted ? graph.Stages[halted].Id : null);

    /// <summary>The verdict that ends the run without waiting for other branches, and the stage it comes from.</summary>
    internal static (RunStatus? Verdict, int? By) HaltOf(StageProgress[] states, RunControl control)
    {
        if (Array.FindIndex(states, state => state.Status is StageStatus.Terminal) is >= 0 and var failed)
            return (RunStatus.Terminal, failed);
        if (control.CancelRequested)
            return (RunStatus.Canceled, null);
        if (Array.FindIndex(states, state => state.Status is StageStatus.Canceled) is >= 0 and var canceled)
            return (RunStatus.Canceled, canceled);
        return (null, null);
    }

    /// <summary>Which stages may start, and for each that never can: the stopped stage that keeps it from running.</summary>
    private static (bool[] Startable, int?[] Blockers) Evaluate(StageGraph graph, StageProgress[] states)
    {
        var startable = new bool[graph.Count];
        var blockers = new int?[graph.Count];
        foreach (var stage in graph.TopologicalOrder)
        {
            if (states[stage].Status is not StageStatus.NotStarted)
                continue;

            var upstreams = graph.Upstreams(stage);
            var went = upstreams.Count(upstream => states[upstream].Status.LetsDownstreamRun());
            var stuck = upstreams.Where(upstream => states[upstream].Status.Halts() || blockers[upstream] is not null).ToArray();
            switch (JoinRules.Decide(graph.Stages[stage].Join, upstreams.Count, went, stuck.Length))
            {
                case JoinDecision.Start:
                    startable[stage] = true;
                    break;
                case JoinDecision.Never:
                    blockers[stage] = stuck.Min(upstream => blockers[upstream] ?? upstream);
                    break;
            }
        }

        return (startable, blockers);
    }

    private static List<string> Where(StageGraph graph, Func<int, bool> chosen) =>
        [.. Enumerable.Range(0, graph.Count).Where(chosen).Select(stage => graph.Stages[stage].Id)];

    private static IEnumerable<int> NotStarted(StageGraph graph, StageProgress[] states) =>
        Enumerable.Range(0, graph.Count).Where(stage => states[stage].Status is StageStatus.NotStarted);
}
