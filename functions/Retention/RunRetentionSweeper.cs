using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Retention;

/// <summary>Sweeps the runs once a day (<see cref="RunRetentionSweep"/>) while the server runs; when one pass is not enough, the next follows soon.</summary>
internal sealed class RunRetentionSweeper(RunRetentionSweep sweep, TimeProvider time, ILogger<RunRetentionSweeper> logger)
    : RecurringService("Deleting runs that have been kept for long enough", time, logger)
{
    private static readonly TimeSpan Next = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    // Starts have more urgent things to do.
    protected override TimeSpan First => TimeSpan.FromMinutes(3);

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken) => await sweep.SweepAsync(cancellationToken) ? Next : Period;
}
