using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Events.Polls;

/// <summary>Asks the repositories whose time has come, every few seconds (<see cref="PollClock"/>).</summary>
internal sealed class PollService(PollClock clock, TimeProvider time, ILogger<PollService> logger)
    : RecurringService("Asking repositories for news", time, logger)
{
    /// <summary>Half of the shortest time between two looks that a trigger may want.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override TimeSpan AfterFailure => Period;

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        await clock.LookAsync(cancellationToken);
        return Period;
    }
}
