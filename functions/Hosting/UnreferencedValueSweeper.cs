namespace Pipeline.Functions.Hosting;

/// <summary>Sweeps a storage account once a day (<see cref="UnreferencedValueSweep"/>) while the server runs.</summary>
internal sealed class UnreferencedValueSweeper(UnreferencedValueSweep sweep, TimeProvider time) : BackgroundService
{
    // Starts have more urgent things to do.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = First; ; wait = Period)
            {
                await Task.Delay(wait, time, stoppingToken);
                await sweep.SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
