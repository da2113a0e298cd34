using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Deployments;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Runs;

/// <summary>Records that a run has ended, keeps its deployment if it was one, and tells the stage that started it and whoever follows ends.</summary>
public sealed class RunEndings(
    RunStore store, RunSignals signals, DeploymentStore deployments, RunSlots slots, RunTelemetry telemetry, IEnumerable<IRunEndObserver> observers, TimeProvider time)
{
    /// <summary>Ends a generation of a run. One that has ended, or that a later one has followed, stays as it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="generation">Its generation.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="reason">Why, for people; null: as its stages tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async Task EndAsync(string run, int generation, RunStatus status, string? reason, CancellationToken cancellationToken)
    {
        var (document, deployment, isNew) = await store.ChangeAsync(run, snapshot => End(snapshot, generation, status, reason), cancellationToken);
        if (document.Generation != generation)
            return;
        if (isNew)
            telemetry.RunEnded(document);
        if (deployment is not null)
            await deployments.AddAsync(document.Application, deployment, cancellationToken);

        // While the run stands among the active ones, the sweep comes here again after a crash.
        foreach (var observer in observers)
            await observer.EndedAsync(document, cancellationToken);

        await store.Index.DeactivateAsync(run, cancellationToken);

        // A crash before this leaves slots of a run that has ended; the sweep finds them where they lie.
        await slots.ReleaseAsync(document, generation, cancellationToken);
        if (document.Trigger is { ParentRun: { } parent, ParentStage: { } stage })
            await TellParentAsync(parent, stage, run, cancellationToken);
    }

    private (RunChange?, (RunDocument Run, DeploymentRecord? Deployment, bool IsNew)) End(
        RunSnapshot snapshot, int generation, RunStatus status, string? reason)
    {
        var run = snapshot.Run;
        if (run.Generation != generation || run.Status.IsComplete())
            return (null, (run, RunDeployments.Of(snapshot, run), false));

        var now = time.GetUtcNow();
        var ended = run with { Status = status, EndedAt = now, Reason = reason ?? Reason(snapshot, status) };
        var happened = new RunEvent { Time = now, Type = RunEventTypes.RunEnded, Status = StatusNames.Of(status), Reason = ended.Reason };
        return (new(happened) { Run = ended }, (ended, RunDeployments.Of(snapshot, ended), true));
    }

    private static string? Reason(RunSnapshot snapshot, RunStatus status)
    {
        if (status is RunStatus.Canceled && snapshot.Run.Cancel is { FailedStage: null } cancel)
            return cancel.Reason is { Length: > 0 } reason ? $"canceled by {cancel.By}: {reason}" : $"canceled by {cancel.By}";

        var ended = snapshot.Documents.Values.Where(stage => stage.Generation == snapshot.Run.Generation).OrderBy(stage => stage.EndedAt);
        var cause = status switch
        {
            RunStatus.Terminal => ended.FirstOrDefault(stage => stage.Status is StageStatus.Terminal || stage.FailsRunLater),
            RunStatus.Canceled => ended.FirstOrDefault(stage => stage.Status is StageStatus.Canceled),
            _ => null,
        };
        return cause is null ? null : $"stage '{cause.Id}': {cause.Reason}";
    }

    private async Task TellParentAsync(string parent, string stage, string child, CancellationToken cancellationToken)
    {
        var snapshot = await store.FindAsync(parent, cancellationToken);
        if (snapshot is not null && snapshot.Documents.TryGetValue(stage, out var waiting) && waiting.Status.IsActive())
            await signals.SignalAsync(waiting, new(waiting.Attempt, StageSignals.ChildEnded, JsonValue.Create(child)), cancellationToken);
    }
}
