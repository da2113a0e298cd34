using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>Sweeps the active runs when the program starts and every half minute after (<see cref="RunSweep"/>), and completes deletions.</summary>
internal sealed partial class RunSweeper(RunSweep sweep, RunDeletions deletions, TimeProvider time, ILogger<RunSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await sweep.SweepAsync(stoppingToken);
                await deletions.SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A sweep that fails is made up for by the next one.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for unfinished work of runs failed; the next look is in half a minute.")]
    private partial void LogFailed(Exception exception);
}
