using Pipeline.Functions.Hosting;
using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Notifications;

/// <summary>Sweeps the runs that have notifications when the program starts and every half minute after (<see cref="NotificationSweep"/>).</summary>
internal sealed class NotificationSweeper(NotificationSweep sweep, NotificationDispatch dispatch, TimeProvider time, ILogger<NotificationSweeper> logger)
    : RecurringService("Looking for notifications to deliver", time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    // Where this runs, one process owns the storage.
    private readonly DateTimeOffset _since = time.GetUtcNow();

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        dispatch.AloneSince = _since;
        await sweep.SweepAsync(cancellationToken);
        return Period;
    }
}
