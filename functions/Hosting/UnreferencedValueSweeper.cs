namespace Pipeline.Functions.Hosting;

/// <summary>Sweeps a storage account once a day (<see cref="UnreferencedValueSweep"/>) while the server runs.</summary>
internal sealed class UnreferencedValueSweeper(UnreferencedValueSweep sweep, TimeProvider time, ILogger<UnreferencedValueSweeper> logger)
    : RecurringService("Looking for large values that nothing refers to", time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    // Starts have more urgent things to do.
    protected override TimeSpan First => TimeSpan.FromMinutes(5);

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        await sweep.SweepAsync(cancellationToken);
        return Period;
    }
}
