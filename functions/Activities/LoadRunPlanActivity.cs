using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Activities;

/// <summary>Reads what a run's orchestration must know, and records that the run has begun.</summary>
internal sealed class LoadRunPlanActivity(RunStore store, StageTypes types, RunTelemetry telemetry, TimeProvider time) : TaskActivity<RunGeneration, RunPlan>
{
    public override async Task<RunPlan> RunAsync(TaskActivityContext context, RunGeneration input)
    {
        var (run, began) = await store.ChangeAsync(input.Run, snapshot => Start(snapshot.Run, input), context.CancellationToken);
        if (run is null)
            return new() { IsOver = true };
        if (began)
            telemetry.RunBegan(run);

        var details = await store.FindDetailsAsync(input.Run, context.CancellationToken) ?? throw new RunNotFoundException(input.Run);
        return new()
        {
            Stages = [.. details.Definition.Graph.Stages.Select((stage, index) => Planned(stage, details.Stages[index]))],

            // Stages under way are this orchestration's own: its history knows them. A new generation has none.
            States = StageLetters.Write(details.Stages.Select(stage =>
                stage.Status.IsComplete() ? new StageProgress(stage.Status, stage.FailsRunLater) : default)),
            CancelRequested = run.Cancel is { FailedStage: null },
        };
    }

    private (RunChange?, (RunDocument? Run, bool Began)) Start(RunDocument run, RunGeneration input)
    {
        if (run.Generation != input.Generation || run.Status.IsComplete())
            return (null, (null, false));
        if (run.Status is not (RunStatus.NotStarted or RunStatus.Buffered))
            return (null, (run, false));

        var now = time.GetUtcNow();
        var started = run with { Status = RunStatus.Running, StartedAt = run.StartedAt ?? now };
        var happened = new RunEvent { Time = now, Type = RunEventTypes.RunStarted, Status = StatusNames.Of(RunStatus.Running), By = run.StartedBy };
        // A run that was restarted and has waited for its slot began when its first generation did.
        return (new(happened) { Run = started }, (started, run.StartedAt is null));
    }

    private PlannedStage Planned(StageDefinition stage, StageDocument document) => new()
    {
        Id = stage.Id,
        Activity = types.Find(stage.Type)?.ActivityName ?? StageActivities.Unknown,
        DependsOn = stage.DependsOn.Count == 0 ? null : stage.DependsOn,
        Join = stage.Join,
        Attempt = document.Attempt,
    };
}
