using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Events;

/// <summary>Sweeps pending events when the program starts and every half minute after (<see cref="EventSweep"/>).</summary>
internal sealed class EventSweeper(EventSweep sweep, TimeProvider time, ILogger<EventSweeper> logger)
    : RecurringService("Looking for events that are not decided", time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private bool _hasSwept;

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        await (_hasSwept ? sweep.SweepAsync(cancellationToken) : sweep.SweepAtStartAsync(cancellationToken));
        _hasSwept = true;
        return Period;
    }
}
