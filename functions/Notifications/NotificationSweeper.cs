using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Notifications;

/// <summary>Sweeps the runs that have notifications when the program starts and every half minute after (<see cref="NotificationSweep"/>).</summary>
internal sealed partial class NotificationSweeper(NotificationSweep sweep, NotificationDispatch dispatch, TimeProvider time, ILogger<NotificationSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();

        // Where this runs, one process owns the storage.
        dispatch.AloneSince = time.GetUtcNow();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
                await SweepAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sweep.SweepAsync(stoppingToken);
        }
#pragma warning disable CA1031 // A sweep that fails is made up for by the next one.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for notifications to deliver failed; the next look is in half a minute.")]
    private partial void LogFailed(Exception exception);
}
