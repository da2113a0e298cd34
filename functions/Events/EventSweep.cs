namespace Pipeline.Functions.Events;

/// <summary>Decides the events that nobody has decided because of a crash or of something that could not be reached, and forgets old ones.</summary>
public sealed partial class EventSweep(EventStore events, EventProcessor processor, TimeProvider time, ILogger<EventSweep> logger)
{
    /// <summary>How long events are kept, and redeliveries known.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Events that are being decided are left alone for this long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private const int MostFailures = 60;
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);
    private DateTimeOffset _removed = DateTimeOffset.MinValue;

    /// <summary>Looks through what is left. Doing it anywhere at any time, several times at once, does no harm.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => SweepAsync(Grace, cancellationToken);

    /// <summary>The same when a process starts that has the storage for itself: nobody else can be at work on an event.</summary>
    public Task SweepAtStartAsync(CancellationToken cancellationToken) => SweepAsync(TimeSpan.Zero, cancellationToken);

    private async Task SweepAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var (id, pending) in events.ListPendingAsync(cancellationToken))
        {
            if (now - pending.Since >= grace && await events.FindAsync(id, cancellationToken) is { } received)
                await DecideAsync(received, pending, cancellationToken);
        }

        if (now - _removed >= BetweenRemovals)
        {
            await events.RemoveBeforeAsync(now - KeptFor, cancellationToken);
            _removed = now;
        }
    }

    private async Task DecideAsync(ReceivedEvent received, PendingEvent pending, CancellationToken cancellationToken)
    {
        try
        {
            if (pending.Failures >= MostFailures)
                await processor.GiveUpAsync(received, "it could not be decided, however often that was tried; the server's log says why", cancellationToken);
            else
                await processor.ProcessAsync(received, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One event that cannot be decided keeps no other from it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(received.Id, pending.Failures + 1, MostFailures, exception);
            await events.NoteFailureAsync(received.Id, pending, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Deciding the event {id} failed for the {count}. time; after {most} it is given up.")]
    private partial void LogFailed(string id, int count, int most, Exception exception);
}
