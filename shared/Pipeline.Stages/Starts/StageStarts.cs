using Pipeline.Definitions.Runs;
using Pipeline.Definitions.Windows;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Starts;

/// <summary>Starts stages before their time, on the order of people. Whether they may is the caller's to check, freezes aside.</summary>
public sealed class StageStarts(RunStore store, RunSignals signals, FreezeStore freezes, TimeProvider time)
{
    /// <summary>Starts a stage at once that waits for its window or for the end of a freeze. The same order again changes nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="by">Who gives the order.</param>
    /// <param name="reason">Why.</param>
    /// <param name="mayPassFreezes">Whether that person may start a stage in a freeze.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>The stage after it.</returns>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="StageNotFoundException">The run has no such stage.</exception>
    /// <exception cref="DecisionForbiddenException">A freeze holds it, and the person may not pass over that.</exception>
    /// <exception cref="RunConflictException">The stage does not wait to be started.</exception>
    public async Task<StageDocument> StartNowAsync(
        string run, string stage, string by, string reason, bool mayPassFreezes, CancellationToken cancellationToken)
    {
        var definition = await store.GetDefinitionAsync(run, cancellationToken);
        definition.Stage(run, stage);
        var application = (await store.GetAsync(run, cancellationToken)).Run.Application;
        var periods = (await freezes.ListAsync(application, cancellationToken)).Select(freeze => freeze.Period).ToArray();
        var started = await store.ChangeAsync(
            run,
            snapshot =>
            {
                var waiting = Waiting(snapshot, definition, stage);
                var held = HoldRules.IsFrozenBy(definition.Definition, definition.Stage(run, stage), snapshot.Run) ? periods : [];
                var order = new StartedNow(by, time.GetUtcNow(), reason, mayPassFreezes);
                var hold = HoldRules.Decide(definition.Definition, definition.Stage(run, stage), snapshot.Run, waiting, held, order.At);
                return Order(waiting, hold, FreezeRules.FindActive(held, order.At), order);
            },
            cancellationToken);
        await signals.SignalAsync(started, new(started.Attempt, StageSignals.StartNow), cancellationToken);
        return started;
    }

    private static StageDocument Waiting(RunSnapshot snapshot, FrozenDefinition definition, string id)
    {
        if (!snapshot.Documents.TryGetValue(id, out var stage) || StageResets.Of(snapshot.Run, definition.Graph).Covers(stage))
            throw new RunConflictException($"Stage '{id}' has not begun.");
        if (!stage.Status.IsActive() || snapshot.Run.Status.IsComplete() || stage.Hold is not { IsActive: true })
            throw new RunConflictException($"Stage '{id}' does not wait to be started: it is {StatusNames.Of(stage.Status)}.");
        return stage;
    }

    /// <summary>Records the order, unless the stage is about to start by itself.</summary>
    private static (RunChange?, StageDocument) Order(StageDocument stage, StageHold? hold, IReadOnlyList<FreezePeriod> freezes, StartedNow order)
    {
        if (hold is null)
            return (null, stage);
        if (hold.Obstacles.All(obstacle => obstacle.Kind is StartObstacleKind.Paused))
            throw new RunConflictException("The run is paused, and nothing else is in the way: resume it.");
        if (!order.Freezes && stage.Hold!.StartedNow is not { Freezes: true } && freezes.Count > 0)
        {
            throw new DecisionForbiddenException(
                $"Stage '{stage.Id}' waits: {hold.Reason}. Starting it in a freeze needs the role 'admin' in the run's application, which '{order.By}' does not hold.");
        }

        var started = stage with { Hold = stage.Hold! with { StartedNow = order } };
        var happened = new RunEvent
        {
            Time = order.At,
            Type = RunEventTypes.StageStartedNow,
            Stage = stage.Id,
            Attempt = stage.Attempt,
            Status = StatusNames.Of(stage.Status),
            By = order.By,
            Reason = order.Reason,
        };
        return (new(happened) { Stages = [started] }, started);
    }
}
