namespace Pipeline.Functions.Retention;

/// <summary>Sweeps the runs once a day (<see cref="RunRetentionSweep"/>) while the server runs; when one pass is not enough, the next follows soon.</summary>
internal sealed partial class RunRetentionSweeper(RunRetentionSweep sweep, TimeProvider time, ILogger<RunRetentionSweeper> logger) : BackgroundService
{
    // Starts have more urgent things to do.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Next = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = First; ; wait = await SweepAsync(stoppingToken) ? Next : Period)
                await Task.Delay(wait, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<bool> SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await sweep.SweepAsync(stoppingToken);
        }
#pragma warning disable CA1031 // A sweep that fails is made up for by the next one.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Deleting runs that have been kept for long enough failed; the next look is in a day.")]
    private partial void LogFailed(Exception exception);
}
