using Pipeline.Stages.Notifications;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Notifications;

/// <summary>Delivers messages as soon as something happens in this process, and again when a delivery's next attempt comes soon.</summary>
internal sealed partial class NotificationService(RunStore store, NotificationDispatch dispatch, TimeProvider time, ILogger<NotificationService> logger) : BackgroundService
{
    /// <summary>So many runs are told of at once: a channel that takes its time must not keep the others waiting.</summary>
    private const int AtOnce = 8;

    /// <summary>What is due later is the sweep's.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await Parallel.ForEachAsync(
                store.Notifications.Signal.ReadAllAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (run, cancellation) => await DispatchAsync(run, cancellation));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task DispatchAsync(string run, CancellationToken cancellationToken)
    {
        try
        {
            var progress = await dispatch.RunAsync(run, cancellationToken);
            if (progress.DueAt - time.GetUtcNow() is { } wait && wait <= Soon)
                _ = NotifyAfterAsync(run, wait, cancellationToken);
        }
#pragma warning disable CA1031 // What fails here is made up for by the next sweep.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception, run);
        }
    }

    private async Task NotifyAfterAsync(string run, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken);
            store.Notifications.Signal.Notify(run);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the sweep of the next one finds it.
        }
    }

    [LoggerMessage(LogLevel.Error, "The notifications of run {run} could not be delivered; they are tried again in a minute at most.")]
    private partial void LogFailed(Exception exception, string run);
}
