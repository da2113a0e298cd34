using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>Looks after a step while it runs: ends it when its time is up or its run is cancelled, and writes its log out every second.</summary>
internal sealed class StepWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource step;
    private readonly CancellationTokenSource timeUp;
    private readonly CancellationTokenSource over = new();
    private readonly Task watching;

    public StepWatch(RunStore store, StageStepRequest request, StageLogBuffer log, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        timeUp = new(limit, time);
        step = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        watching = WatchAsync(store, request, log, time);
    }

    /// <summary>Cancelled when the step must end.</summary>
    public CancellationToken Token => step.Token;

    /// <summary>Whether the step had its time.</summary>
    public bool IsTimeUp => timeUp.IsCancellationRequested;

    /// <summary>Whether the run was cancelled meanwhile.</summary>
    public bool IsRunCanceled { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await watching;
        step.Dispose();
        timeUp.Dispose();
        over.Dispose();
    }

    private async Task WatchAsync(RunStore store, StageStepRequest request, StageLogBuffer log, TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                await log.FlushAsync(over.Token);
                var run = await store.FindDocumentAsync(request.Run, over.Token);
                if (run is { Cancel: not null } && run.Generation == request.Generation)
                {
                    IsRunCanceled = true;
                    await step.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        catch (Storage.StorageException)
        {
            // The step goes on unwatched; the cancel event still reaches its stage after it.
        }
    }
}
