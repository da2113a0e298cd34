namespace Pipeline.Functions.Events.Polls;

/// <summary>Asks repositories when their time has come, and looks every few seconds for triggers that are new (<see cref="PollClock"/>).</summary>
internal sealed partial class PollService(PollClock clock, TimeProvider time, ILogger<PollService> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

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
#pragma warning disable CA1031 // What could not be asked is asked the next time.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
            return LongestPause;
        }
    }

    [LoggerMessage(LogLevel.Error, "Asking repositories for news failed; the next look is in ten seconds.")]
    private partial void LogFailed(Exception exception);
}
