using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Events.Schedules;

/// <summary>Looks at schedules when one of them is due, and every few seconds for such as are new (<see cref="ScheduleClock"/>).</summary>
internal sealed class ScheduleService(ScheduleClock clock, TimeProvider time, ILogger<ScheduleService> logger)
    : RecurringService("Looking at schedules", time, logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time = time;

    protected override TimeSpan AfterFailure => LongestPause;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var next = await clock.LookAsync(cancellationToken);
        return next is { } look ? TimeSpan.FromTicks(Math.Clamp((look - _time.GetUtcNow()).Ticks, ShortestPause.Ticks, LongestPause.Ticks)) : LongestPause;
    }
}
