using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable.Client;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Ends runs whose orchestration broke: it failed, or was terminated, and so cannot end its run itself. What still works outside is
/// stopped first, then the run ends TERMINAL and says what happened; any of its stages can be restarted then.
/// </summary>
public sealed class BrokenRuns(RunStore store, RunSignals signals, RunEndings endings, RunTelemetry telemetry, TimeProvider time)
{
    /// <summary>Several changes may travel in one transaction, which has at most 100 rows; each stage takes two.</summary>
    private const int MostTogether = 10;

    /// <summary>
    /// Ends a run whose orchestration is over. Stages that orchestrations of their own still carry are cancelled and end by themselves:
    /// then it is for the next call to end the run.
    /// </summary>
    public async Task EndAsync(RunDocument run, OrchestrationMetadata orchestration, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(run.Id, cancellationToken) is not { } snapshot || !IsUnfinished(snapshot.Run, run.Generation))
            return;

        var reason = Reason(orchestration);
        var active = ActiveStages(snapshot).ToArray();
        if (active.Length > 0)
            await RequestCancelAsync(run, reason, cancellationToken);

        var carried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in active)
        {
            if (await signals.CancelAsync(stage, cancellationToken))
                carried.Add(stage.Id);
        }

        IReadOnlyList<StageDocument> ended;
        bool left;
        do
        {
            (ended, left) = await EndStagesAsync(run, reason, carried, cancellationToken);
            foreach (var stage in ended)
                telemetry.StageEnded(run, stage);
        }
        while (ended.Count > 0 && left);
        if (!left)
            await endings.EndAsync(run.Id, run.Generation, RunStatus.Terminal, reason, cancellationToken);
    }

    /// <summary>Why the run ends, for people.</summary>
    internal static string Reason(OrchestrationMetadata orchestration)
    {
        var cause = orchestration.FailureDetails;
        while (cause?.InnerFailure is { } inner)
            cause = inner;
        return orchestration.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Failed when cause is not null => $"the run's orchestration failed: {cause.ErrorMessage}",
            OrchestrationRuntimeStatus.Failed => "the run's orchestration failed",
            OrchestrationRuntimeStatus.Completed => "the run's orchestration ended and left the run unfinished",
            _ => "the run's orchestration was terminated from outside",
        };
    }

    /// <summary>Steps in flight see the request and stop what they began outside.</summary>
    private async Task RequestCancelAsync(RunDocument run, string reason, CancellationToken cancellationToken) => await store.ChangeAsync(
        run.Id,
        snapshot => !IsUnfinished(snapshot.Run, run.Generation) || snapshot.Run.Cancel is not null
            ? (null, 0)
            : (RunInterventions.Requested(snapshot.Run, new("pipeline", time.GetUtcNow(), reason)).Change, 0),
        cancellationToken);

    /// <summary>Ends the stages that nothing carries any more.</summary>
    /// <returns>Those that were ended, and whether others are still under way.</returns>
    private ValueTask<(IReadOnlyList<StageDocument> Ended, bool Left)> EndStagesAsync(
        RunDocument run, string reason, HashSet<string> carried, CancellationToken cancellationToken) => store.ChangeAsync<(IReadOnlyList<StageDocument>, bool)>(
        run.Id,
        snapshot =>
        {
            if (!IsUnfinished(snapshot.Run, run.Generation))
                return (null, ([], true));

            var now = time.GetUtcNow();
            var active = ActiveStages(snapshot).ToArray();
            var outcome = StepOutcome.Failed(new("orchestration", $"The stage was left unfinished: {reason}. Restart it to run it again."));
            var ended = active
                .Where(stage => !carried.Contains(stage.Id))
                .Select(stage => StageTransitions.End(stage, new(StageStatus.Terminal), outcome, now))
                .Take(MostTogether)
                .ToArray();
            var change = ended.Length == 0
                ? null
                : new RunChange([.. ended.Select(stage => StageTransitions.Happened(stage, RunEventTypes.StageEnded, now, stage.Reason))]) { Stages = ended };
            return (change, (ended, ended.Length < active.Length));
        },
        cancellationToken);

    private static bool IsUnfinished(RunDocument run, int generation) => run.Generation == generation && !run.Status.IsComplete();

    private static IEnumerable<StageDocument> ActiveStages(RunSnapshot snapshot) =>
        snapshot.Documents.Values.Where(stage => stage.Generation == snapshot.Run.Generation && stage.Status.IsActive());
}
