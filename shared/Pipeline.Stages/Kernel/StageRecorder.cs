using System.Text.Json.Nodes;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Kernel;

/// <summary>Records what becomes of a stage, each time from its state at that very moment: what is recorded already stays.</summary>
internal sealed class StageRecorder(RunStore store, RunTelemetry telemetry, TimeProvider time)
{
    /// <summary>Records that an attempt begins, unless its run is being cancelled.</summary>
    /// <returns>The stage, and its recorded result when there is nothing left to do.</returns>
    public async ValueTask<(StageDocument Current, StageStepResult? Result)> BeginAsync(
        StageRecord record, JsonObject inputs, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (current, result, ended) = await ChangeAsync<(StageDocument, StageStepResult?, RunDocument?)>(
            record,
            recorded => (recorded.Current, recorded.Result, null),
            (current, run) =>
            {
                var now = time.GetUtcNow();
                if (current.StartedAt is not null)
                    return (null, (current, null, null));
                if (run.Cancel is not null)
                {
                    var outcome = new StepOutcome(StageOutcome.CanceledByRun, Reason: StageRunner.CancelReason(run.Cancel));
                    var (change, canceled, result) = Ended(current with { Attempt = record.Request.Attempt, Generation = record.Request.Generation }, record, outcome, now);
                    return (change, (canceled, result, run));
                }

                var began = StageTransitions.Begin(current, record.Request, inputs, now, timeout);
                return (Change(began, RunEventTypes.StageStarted, now, null), (began, null, null));
            },
            cancellationToken);
        if (ended is not null)
            telemetry.StageEnded(ended, current);
        return (current, result);
    }

    /// <summary>Records that an attempt whose turn it is may not start yet, unless its run is being cancelled. A look that finds nothing new is not written.</summary>
    /// <returns>How it goes on, or ended; null when it has been started meanwhile.</returns>
    public async ValueTask<StageStepResult?> HoldAsync(
        StageRecord record, StageHold hold, StageContinuation continuation, StageWait wait, CancellationToken cancellationToken)
    {
        var (result, run, ended) = await ChangeAsync<(StageStepResult?, RunDocument?, StageDocument?)>(
            record,
            recorded => (recorded.Result, null, null),
            (current, run) =>
            {
                var now = time.GetUtcNow();
                if (current.StartedAt is not null)
                    return (null, (null, null, null));

                var held = StageTransitions.Hold(current, record.Request, hold, continuation, wait);
                if (run.Cancel is not null)
                {
                    var (change, canceled, end) = Ended(held, record, new(StageOutcome.CanceledByRun, Reason: StageRunner.CancelReason(run.Cancel)), now);
                    return (change, (end, run, canceled));
                }

                var isNews = current.Hold is null || StageTransitions.IsNews(current, held);
                var type = current.Hold is null ? RunEventTypes.StageWaiting : RunEventTypes.StageProgress;
                return (isNews ? Change(held, type, now, hold.Reason) : null, (new() { Continues = continuation }, null, null));
            },
            cancellationToken);
        if (run is not null && ended is not null)
            telemetry.StageEnded(run, ended);
        return result;
    }

    /// <summary>
    /// The time is up: for a stage that people decide, that is a decision like any other. One that came first stands, and the stage hears
    /// of it instead.
    /// </summary>
    public ValueTask<(StageStepRequest Request, StageDocument Current)> TimeOutAsync(StageRecord record, CancellationToken cancellationToken) =>
        ChangeAsync<(StageStepRequest, StageDocument)>(
            record,
            recorded => (record.Request, recorded.Current),
            (current, _) =>
            {
                if (current.Decision is { Verdict: not StageVerdict.Timeout } decision)
                {
                    var name = decision.Verdict is StageVerdict.Skip ? StageSignals.Skip : StageSignals.Decision;
                    return (null, (record.Request with { Mode = StageStepMode.Execute, Signal = new(current.Attempt, name) }, current));
                }

                if (current.Decision is not null || current.WaitingFor?.Question is null)
                    return (null, (record.Request, current));

                var now = time.GetUtcNow();
                var timedOut = current with { Decision = new() { Verdict = StageVerdict.Timeout, By = "pipeline", At = now } };
                return (Change(timedOut, RunEventTypes.StageDecided, now, timedOut.Decision.Sentence), (record.Request, timedOut));
            },
            cancellationToken);

    /// <summary>Records that a stage goes on. A poll that changes nothing to be seen is not written.</summary>
    public ValueTask<StageStepResult> ContinueAsync(
        StageRecord record, StageContinuation continuation, StageWait? wait, JsonObject? outputs, CancellationToken cancellationToken) =>
        ChangeAsync(
            record,
            recorded => recorded.Result,
            (current, _) =>
            {
                var after = StageTransitions.Continue(current, continuation, wait, outputs);
                var result = new StageStepResult { Continues = continuation };
                if (!StageTransitions.IsNews(current, after))
                    return (null, result);

                var type = wait is not null && current.WaitingFor is null ? RunEventTypes.StageWaiting : RunEventTypes.StageProgress;
                return (Change(after, type, time.GetUtcNow(), null), result);
            },
            cancellationToken);

    /// <summary>Records that a stage ends, as the author's policies have it.</summary>
    public async ValueTask<StageStepResult> EndAsync(StageRecord record, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var (result, run, ended) = await ChangeAsync<(StageStepResult, RunDocument?, StageDocument?)>(
            record,
            recorded => (recorded.Result, null, null),
            (current, run) =>
            {
                var now = time.GetUtcNow();
                var begun = current with { Attempt = record.Request.Attempt, Generation = record.Request.Generation };
                var (change, stage, result) = Ended(begun, record, outcome, now);
                return (change, (result, run, stage));
            },
            cancellationToken);
        if (run is not null && ended is not null)
            telemetry.StageEnded(run, ended);
        return result;
    }

    private static (RunChange Change, StageDocument Stage, StageStepResult Result) Ended(
        StageDocument current, StageRecord record, StepOutcome outcome, DateTimeOffset now)
    {
        var ended = StageTransitions.End(current, StageEnd.Of(record.Stage, outcome.Outcome), outcome, now);
        return (Change(ended, RunEventTypes.StageEnded, now, ended.Reason), ended, new() { Ended = StageTransitions.EndingOf(ended) });
    }

    private ValueTask<T> ChangeAsync<T>(
        StageRecord record,
        Func<(StageDocument Current, StageStepResult Result), T> alreadyRecorded,
        Func<StageDocument, RunDocument, (RunChange?, T)> decide,
        CancellationToken cancellationToken) =>
        store.ChangeAsync(
            record.Request.Run,
            snapshot =>
            {
                var current = StageTransitions.Current(snapshot, record.Definition, record.Stage);
                return StageTransitions.Recorded(current, record.Request) is { } recorded
                    ? (null, alreadyRecorded((current, recorded)))
                    : decide(current, snapshot.Run);
            },
            cancellationToken);

    private static RunChange Change(StageDocument stage, string type, DateTimeOffset now, string? reason) =>
        new(StageTransitions.Happened(stage, type, now, reason)) { Stages = [stage] };
}
