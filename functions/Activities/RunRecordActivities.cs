using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Activities;

/// <summary>Records that a run was paused or resumed, and lets stages that may not have started meanwhile look again.</summary>
internal sealed class RecordPauseActivity(RunStore store, RunSignals signals, TimeProvider time) : TaskActivity<RunPause, string?>
{
    public override async Task<string?> RunAsync(TaskActivityContext context, RunPause input)
    {
        var held = await store.ChangeAsync(
            input.Run,
            snapshot => (Record(snapshot.Run, input), snapshot.Documents.Values.Where(stage => stage.Status.IsActive() && stage.Hold is { IsActive: true }).ToArray()),
            context.CancellationToken);
        foreach (var stage in input.Paused ? [] : held)
            await signals.SignalAsync(stage, new(stage.Attempt, StageSignals.Look), context.CancellationToken);
        return null;
    }

    private RunChange? Record(RunDocument run, RunPause input)
    {
        var status = input.Paused ? RunStatus.Paused : RunStatus.Running;
        if (run.Generation != input.Generation || run.Status.IsComplete() || run.Status == status)
            return null;

        var now = time.GetUtcNow();
        var happened = new RunEvent
        {
            Time = now,
            Type = input.Paused ? RunEventTypes.RunPaused : RunEventTypes.RunResumed,
            Status = StatusNames.Of(status),
            Reason = input.Message.Reason,
            By = input.Message.By,
        };
        return new(happened) { Run = run with { Status = status, Reason = input.Paused ? input.Message.Reason : null, Pauses = Pauses(run, input, now) } };
    }

    private static IReadOnlyList<RunPaused> Pauses(RunDocument run, RunPause input, DateTimeOffset now)
    {
        if (input.Paused)
            return [.. run.Pauses, new(input.Message.By, now)];
        return run.Pauses is [.., { ResumedAt: null } open]
            ? [.. run.Pauses.SkipLast(1), open with { ResumedBy = input.Message.By, ResumedAt = now }]
            : run.Pauses;
    }
}

/// <summary>Records that what is under way in a run is cancelled because a stage failed it, so that running steps see it.</summary>
internal sealed class HaltRunActivity(RunStore store, TimeProvider time) : TaskActivity<RunHalt, string?>
{
    public override async Task<string?> RunAsync(TaskActivityContext context, RunHalt input) =>
        await store.ChangeAsync(input.Run, snapshot => (Record(snapshot.Run, input), (string?)null), context.CancellationToken);

    private RunChange? Record(RunDocument run, RunHalt input)
    {
        if (run.Generation != input.Generation || run.Status.IsComplete() || run.Cancel is not null)
            return null;

        var request = new CancelRequest("pipeline", time.GetUtcNow(), $"stage '{input.Stage}' ended the run", input.Stage);
        var happened = new RunEvent
        {
            Time = request.At,
            Type = RunEventTypes.RunCancelRequested,
            Stage = input.Stage,
            Reason = request.Reason,
            By = request.By,
        };
        return new(happened) { Run = run with { Cancel = request } };
    }
}
