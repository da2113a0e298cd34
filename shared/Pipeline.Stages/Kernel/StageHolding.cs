using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Runs;
using Pipeline.Definitions.Windows;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Stages.Kernel;

/// <summary>
/// Keeps stages from starting outside their windows, in freezes and, once they are kept, while their run is paused. Every look is a step of its
/// own that decides anew from what is recorded, so that a crash at any point of it only repeats it.
/// </summary>
internal sealed class StageHolding(StageRecorder recorder, StageLogs logs, IServiceProvider services, TimeProvider time)
{
    /// <summary>Looks whether a stage that has not started may.</summary>
    /// <returns>How the stage goes on, or ended, without having started; null when it is to start now.</returns>
    /// <exception cref="OperationCanceledException">The program stops; the step is to be carried out again.</exception>
    public async ValueTask<StageStepResult?> HoldAsync(
        RunSnapshot snapshot, StageRecord record, StageDocument current, StageType type, StageEvaluation evaluation, CancellationToken cancellationToken)
    {
        // What has not started has nothing to be stopped outside.
        if (record.Request.Mode is StageStepMode.Cancel)
            return await recorder.EndAsync(record, new(StageOutcome.CanceledByRun, Reason: StageRunner.CancelReason(snapshot.Run.Cancel)), cancellationToken);
        if (current is { Hold: not null, Decision: { Verdict: StageVerdict.Skip } skip })
            return await recorder.EndAsync(record, new(StageOutcome.Skipped, Reason: skip.Sentence), cancellationToken);

        var now = time.GetUtcNow();
        StageHold? hold;
        try
        {
            hold = await DecideAsync(snapshot, record, current, now, cancellationToken);
            if (hold is null)
            {
                await LogStartAsync(current.Hold, record.Request, now, cancellationToken);
                return null;
            }

            // A stage that is not to run at all waits for nothing.
            if (current.Hold is null && await StageCondition.SkippedAsync(evaluation, record.Stage, cancellationToken) is { } reason)
                return await recorder.EndAsync(record, new(StageOutcome.Skipped, Reason: reason), cancellationToken);
        }
        catch (StageFailedException failed)
        {
            return await recorder.EndAsync(record, StepOutcome.Failed(failed.Error), cancellationToken);
        }
        catch (FormatException exception)
        {
            return await recorder.EndAsync(record, StepOutcome.Failed(new("window", $"The stage's window cannot be told: {exception.Message}")), cancellationToken);
        }

        if (current.Hold?.Reason != hold.Reason)
            await LogAsync(record.Request, $"Waiting to start: {hold.Reason}.", cancellationToken);
        IReadOnlyList<string> signals = type.CanSkip
            ? [StageSignals.StartNow, StageSignals.Look, StageSignals.Skip]
            : [StageSignals.StartNow, StageSignals.Look];
        var continuation = new StageContinuation
        {
            Attempt = record.Request.Attempt,
            Step = record.Request.Step + 1,
            At = HoldRules.NextLook(hold, now),
            Signals = signals,
        };
        return await recorder.HoldAsync(record, hold, continuation, new(signals, hold.EarliestStart, null, hold.Reason), cancellationToken);
    }

    private async ValueTask<StageHold?> DecideAsync(
        RunSnapshot snapshot, StageRecord record, StageDocument current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pipeline = record.Definition.Definition;
        IReadOnlyList<FreezePeriod> freezes = HoldRules.IsFrozenBy(pipeline, record.Stage, snapshot.Run)
            ? [.. (await services.GetRequiredService<FreezeStore>().ListAsync(snapshot.Run.Application, cancellationToken)).Select(freeze => freeze.Period)]
            : [];
        return HoldRules.Decide(pipeline, record.Stage, snapshot.Run, current, freezes, now);
    }

    private async ValueTask LogStartAsync(StageHold? before, StageStepRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (before?.StartedNow is { } order)
            await LogAsync(request, $"Started before its time by {order.By}: {order.Reason}", cancellationToken);
        else if (before is not null)
            await LogAsync(request, $"May start now, after {Duration.Format(TimeSpan.FromSeconds((long)(now - before.Since).TotalSeconds))}.", cancellationToken);
    }

    private async ValueTask LogAsync(StageStepRequest request, string text, CancellationToken cancellationToken)
    {
        var log = new StageLogBuffer(logs, request, time);
        log.WriteLine(text);
        await log.FlushAsync(cancellationToken);
    }
}
