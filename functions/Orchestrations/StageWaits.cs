using Pipeline.Durable;
using Pipeline.Stages;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>What a stage's orchestration waits for between steps. A wait that something else ended stays open for the next time.</summary>
internal sealed class StageWaits(TaskOrchestrationContext context, CancellationToken over)
{
    private readonly Task<RunControlMessage?> cancel = context.WaitForExternalEvent<RunControlMessage?>(RunOrchestration.Cancel, over);
    private Task<StageSignalMessage>? signal;

    /// <summary>Whether something has come that no step was given yet.</summary>
    public bool HasNews => cancel.IsCompleted || signal is { IsCompleted: true };

    /// <summary>Waits until the next step is due and says what it is for.</summary>
    public async Task<(StageStepMode Mode, StageSignalMessage? Signal)> NextAsync(StageContinuation next)
    {
        while (true)
        {
            if (next.Signals.Count > 0)
                signal ??= context.WaitForExternalEvent<StageSignalMessage>(RunOrchestration.Signal, over);
            if (cancel.IsCompleted)
                return (StageStepMode.Cancel, null);

            // What lets a stage start may come twice, and is of no use to one that has: kept as news, it would keep history from starting over.
            if (next.Signals.Count == 0 && signal is { IsCompleted: true } && (await signal).Name is StageSignals.StartNow or StageSignals.Look)
                signal = null;
            if (next.Signals.Count > 0 && signal is { IsCompleted: true })
            {
                var came = await signal;
                signal = null;
                if (came.Attempt == next.Attempt && next.Signals.Contains(came.Name))
                    return (StageStepMode.Execute, came);
                continue;
            }

            var now = context.CurrentUtcDateTime;
            if (next.Deadline?.UtcDateTime <= now)
                return (StageStepMode.Timeout, null);
            if (next.At?.UtcDateTime <= now)
                return (StageStepMode.Execute, null);
            await NewsOrTimeAsync(Earlier(next.At, next.Deadline)?.UtcDateTime, next.Signals.Count > 0);
        }
    }

    private async Task NewsOrTimeAsync(DateTime? due, bool withSignal)
    {
        using var giveUp = new CancellationTokenSource();
        var waits = new List<Task> { cancel };
        if (withSignal)
            waits.Add(signal!);
        if (due is { } at)
            waits.Add(context.CreateTimer(at, giveUp.Token));
        await Task.WhenAny(waits);
        giveUp.Cancel();
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? first, DateTimeOffset? second) =>
        first is null || second < first ? second : first;
}
