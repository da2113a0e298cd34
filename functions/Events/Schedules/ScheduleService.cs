namespace Pipeline.Functions.Events.Schedules;

/// <summary>Looks at schedules when one of them is due, and every few seconds for such as are new (<see cref="ScheduleClock"/>).</summary>
internal sealed partial class ScheduleService(ScheduleClock clock, TimeProvider time, ILogger<ScheduleService> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
                await Task.Delay(await LookAsync(stoppingToken), time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pause = await clock.LookAsync(cancellationToken) - time.GetUtcNow() ?? LongestPause;
            return pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
        }
#pragma warning disable CA1031 // What could not be looked at is looked at the next time.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
            return LongestPause;
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking at schedules failed; the next look is in ten seconds.")]
    private partial void LogFailed(Exception exception);
}
