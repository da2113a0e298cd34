using Pipeline.Definitions.Triggers;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Events;

/// <summary>Takes events in: keeps each, and decides at once what becomes of it, unless that takes longer than the sender should wait.</summary>
public sealed partial class EventIntake(EventStore events, EventProcessor processor, TimeProvider time, ILogger<EventIntake> logger)
{
    /// <summary>How long a sender waits for the outcome; senders want an answer within seconds and redeliver without one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    /// <summary>Takes an event in. Once this has returned, it is decided, if need be by the sweep after a crash.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="application">The only application that the setting which it came by is for; null: all.</param>
    /// <param name="deliveries">What tells it from every other event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event, with its outcomes if they are known, and whether it is new.</returns>
    public async Task<(ReceivedEvent Event, bool IsNew)> ReceiveAsync(
        TriggerEvent happened, string? application, IReadOnlyList<DeliveryMark> deliveries, CancellationToken cancellationToken)
    {
        var (received, processing) = await TakeAsync(happened, application, deliveries, cancellationToken);
        if (processing is null)
            return (received, false);

        try
        {
            return (await processing.WaitAsync(Patience, time, cancellationToken), true);
        }
        catch (TimeoutException)
        {
            return (received, true);
        }
    }

    /// <summary>The same, for a sender that does not want to know the outcome.</summary>
    /// <returns>The event, and its being decided, which goes on by itself; null when it was received before.</returns>
    public async Task<(ReceivedEvent Event, Task<ReceivedEvent>? Processing)> TakeAsync(
        TriggerEvent happened, string? application, IReadOnlyList<DeliveryMark> deliveries, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (received, isNew) = await events.AddAsync(
            new ReceivedEvent { Id = RunId.New(now), At = now, Event = happened, Application = application }, deliveries, cancellationToken);

        // Goes on when nobody waits; if this process ends before it has, the sweep does it.
        return (received, isNew ? ProcessAsync(received) : null);
    }

    private async Task<ReceivedEvent> ProcessAsync(ReceivedEvent received)
    {
        try
        {
            return await Task.Run(() => processor.ProcessAsync(received, CancellationToken.None));
        }
#pragma warning disable CA1031 // The event is kept: whatever kept it from being decided, the sweep tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLeftToSweep(received.Id, exception);
            return received;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The event {id} could not be decided at once and is tried again within a minute.")]
    private partial void LogLeftToSweep(string id, Exception exception);
}
