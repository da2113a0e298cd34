using Pipeline.Definitions.Graph;

namespace Pipeline.Definitions.Runs;

/// <summary>What a restart of a stage runs anew (reference A8).</summary>
public static class RunRestart
{
    /// <summary>
    /// The stages that go back to NOT_STARTED when a person restarts one: it and everything behind it; and, since the run could not end
    /// well otherwise, every other stage that failed or was cancelled with the run, with everything behind those. A branch that only
    /// stopped stays as it is unless it lies behind.
    /// </summary>
    /// <param name="graph">The stages.</param>
    /// <param name="states">How far the stages were when the run ended, by id; a stage left out has not started.</param>
    /// <param name="stageId">The stage to restart.</param>
    /// <returns>Ids in document order; each gets a new attempt when its turn comes.</returns>
    /// <exception cref="ArgumentException">There is no such stage.</exception>
    public static IReadOnlyList<string> StagesToReset(StageGraph graph, IReadOnlyDictionary<string, StageProgress> states, string stageId) =>
        graph.DownstreamClosure([stageId, .. Others(states, stageId)]);

    /// <summary>The other stages of <see cref="StagesToReset"/> that bring what is behind them along: without them the run would end at once.</summary>
    /// <param name="states">How far the stages were when the run ended, by id.</param>
    /// <param name="stageId">The stage to restart.</param>
    public static IReadOnlyList<string> Others(IReadOnlyDictionary<string, StageProgress> states, string stageId) =>
        [.. states.Where(state => state.Key != stageId && state.Value.Status.EndsRun()).Select(state => state.Key).Order(StringComparer.Ordinal)];
}
