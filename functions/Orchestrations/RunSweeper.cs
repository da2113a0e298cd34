using Pipeline.Functions.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>Sweeps the active runs when the program starts and every half minute after (<see cref="RunSweep"/>), and completes deletions.</summary>
internal sealed class RunSweeper(RunSweep sweep, RunDeletions deletions, TimeProvider time, ILogger<RunSweeper> logger)
    : RecurringService("Looking for unfinished work of runs", time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        await sweep.SweepAsync(cancellationToken);
        await deletions.SweepAsync(cancellationToken);
        return Period;
    }
}
