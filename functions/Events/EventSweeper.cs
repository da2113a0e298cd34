namespace Pipeline.Functions.Events;

/// <summary>Sweeps pending events when the program starts and every half minute after (<see cref="EventSweep"/>).</summary>
internal sealed partial class EventSweeper(EventSweep sweep, TimeProvider time, ILogger<EventSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            await SweepAsync(sweep.SweepAtStartAsync, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(sweep.SweepAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task SweepAsync(Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look(cancellationToken);
        }
#pragma warning disable CA1031 // A sweep that fails is made up for by the next one.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for events that are not decided failed; the next look is in half a minute.")]
    private partial void LogFailed(Exception exception);
}
