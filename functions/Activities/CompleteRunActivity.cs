using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Activities;

/// <summary>Records that a run has ended, and tells the stage that started it.</summary>
internal sealed class CompleteRunActivity(RunStore store, RunSignals signals, TimeProvider time) : TaskActivity<RunEnding, string?>
{
    public override async Task<string?> RunAsync(TaskActivityContext context, RunEnding input)
    {
        var run = await store.ChangeAsync(input.Run, snapshot => End(snapshot, input), context.CancellationToken);
        await store.Index.DeactivateAsync(input.Run, context.CancellationToken);
        if (run.Trigger is { ParentRun: { } parent, ParentStage: { } stage })
            await TellParentAsync(parent, stage, input.Run, context.CancellationToken);
        return null;
    }

    private (RunChange?, RunDocument) End(RunSnapshot snapshot, RunEnding input)
    {
        var run = snapshot.Run;
        if (run.Generation != input.Generation || run.Status.IsComplete())
            return (null, run);

        var now = time.GetUtcNow();
        var ended = run with { Status = input.Status, EndedAt = now, Reason = Reason(snapshot, input.Status) };
        var happened = new RunEvent { Time = now, Type = RunEventTypes.RunEnded, Status = StatusNames.Of(input.Status), Reason = ended.Reason };
        return (new(happened) { Run = ended }, ended);
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
