using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Concurrency;

namespace Pipeline.Stages.Runs;

/// <summary>Starts stages of ended runs anew, with everything behind them. Whether the person may is the caller's to check.</summary>
public sealed class RunRestarts(RunStore store, RunQueue queue, TimeProvider time)
{
    /// <summary>
    /// Runs a stage that has ended, and every stage behind it, anew in a new generation of the run; so too what else had failed the run or
    /// was cancelled with it. Configuration is evaluated again; earlier attempts are kept.
    /// </summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="StageNotFoundException">The run has no such stage.</exception>
    /// <exception cref="RunConflictException">The run has not ended, or the stage has not.</exception>
    public Task RestartAsync(string run, string stage, string by, CancellationToken cancellationToken) =>
        RestartAsync(run, stage, by, RunCommandRules.RefuseRestart, cancellationToken);

    /// <summary>As <see cref="RestartAsync(string, string, string, CancellationToken)"/>, for a stage that failed.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="StageNotFoundException">The run has no such stage.</exception>
    /// <exception cref="RunConflictException">The run has not ended, or the stage has not failed.</exception>
    public Task RetryAsync(string run, string stage, string by, CancellationToken cancellationToken) =>
        RestartAsync(run, stage, by, RunCommandRules.RefuseRetry, cancellationToken);

    private async Task RestartAsync(string run, string stage, string by, Func<StageStatus, string?> refusal, CancellationToken cancellationToken)
    {
        var definition = await store.GetDefinitionAsync(run, cancellationToken);
        definition.Stage(run, stage);
        var before = (await store.GetAsync(run, cancellationToken)).Run;
        var since = time.GetUtcNow();
        if (before.Status.IsComplete())
            await store.Index.ActivateAsync(run, since, cancellationToken);
        if (before is { Notifies: not null } && before.Status.IsComplete())
            await store.Notifications.WatchAsync(run, since, cancellationToken);

        var document = await store.ChangeAsync(run, snapshot => Decide(snapshot, definition, stage, by, refusal), cancellationToken);
        await queue.EnterAsync(document, cancellationToken);
    }

    private (RunChange?, RunDocument) Decide(
        RunSnapshot snapshot, FrozenDefinition definition, string stage, string by, Func<StageStatus, string?> refusal)
    {
        var run = snapshot.Run;
        if (run.Delete is not null)
            throw new RunNotFoundException(run.Id);
        if (RunCommandRules.RefuseRestart(run) is { } unended)
            throw new RunConflictException(unended);

        var resets = StageResets.Of(run, definition.Graph);
        var states = snapshot.Documents.Values.Select(resets.Apply).ToDictionary(current => current.Id, current => new StageProgress(current.Status), StringComparer.Ordinal);
        var status = states.GetValueOrDefault(stage).Status;
        // A generation that ended while it waited for its slot has left the stage as it was put back.
        var isPutBack = status is StageStatus.NotStarted && run.Restarts is [.., { } last] && (last.Stage == stage || last.Others?.Contains(stage) == true);
        if (!isPutBack && refusal(status) is { } reason)
            throw new RunConflictException($"Stage '{stage}' is {StatusNames.Of(status)}: {reason}.");

        var others = Definitions.Runs.RunRestart.Others(states, stage);
        var now = time.GetUtcNow();
        var generation = run.Generation + 1;
        var began = run.Concurrency is null ? RunStatus.Running : RunStatus.Buffered;
        var restarted = run with
        {
            Generation = generation,
            Status = began,
            Reason = null,
            EndedAt = null,
            Cancel = null,
            Restarts = [.. run.Restarts, new(generation, stage, by, now, others.Count == 0 ? null : others)],
        };
        var happened = new RunEvent
        {
            Time = now,
            Type = RunEventTypes.RunRestarted,
            Stage = stage,
            Status = StatusNames.Of(began),
            By = by,
        };
        return (new(happened) { Run = restarted }, restarted);
    }
}
