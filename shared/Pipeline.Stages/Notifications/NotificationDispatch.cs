using Microsoft.Extensions.Logging;
using Pipeline.Connectors.Notifications;
using Pipeline.Definitions.Notifications;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Notifications;

/// <summary>
/// Derives the messages of a run from its events, hands over what is due, and notes what became of it. At any time, and anywhere several
/// times at once, this does no harm.
/// </summary>
/// <remarks>
/// What happens when the process dies, line by line:
/// <list type="bullet">
/// <item>Before the run was put on the list of watched runs: the start was not acknowledged, there is no run.</item>
/// <item>Between that and the run's records: the list names a run that does not exist; the sweep takes it off.</item>
/// <item>Right after an event was written: the event is what messages are derived from, and the run is on the list; the next sweep finds it.</item>
/// <item>While messages are noted: they and the head that says how far they are derived are one transaction. Where they are too many for one,
/// the head comes last, and those that are there already are recognised by their keys.</item>
/// <item>After the lease, before the message is handed over: it is handed over when the lease is over, or at the next start of a process that is alone.</item>
/// <item>After the message is handed over, before that is noted: it is handed over again under the same id, at the same time as that.</item>
/// <item>After that is noted: nothing is left to do. Between a message's reminder falling due and its being noted: it falls due again.</item>
/// <item>Before the run is taken off the list: the next sweep does it.</item>
/// </list>
/// </remarks>
public sealed partial class NotificationDispatch(RunStore store, NotificationSender sender, TimeProvider time, ILogger<NotificationDispatch> logger)
{
    /// <summary>How long a process that hands a message over keeps others from it; longer than <see cref="NotificationSender.Limit"/>.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int EventsTogether = 500;
    private const int MessagesTogether = 20;
    private const int AtOnce = 4;

    private readonly NotificationOutbox outbox = store.Notifications;

    /// <summary>Since when this process has the storage for itself: leases from before are those of a process that is gone. Null: others may be at work.</summary>
    public DateTimeOffset? AloneSince { get; set; }

    /// <summary>Does what is due for a run.</summary>
    /// <returns>When there is more to do, and whether nothing is left to be done, now or ever, as long as the run is not restarted.</returns>
    public async Task<NotificationProgress> RunAsync(string run, CancellationToken cancellationToken)
    {
        var (head, version, hasNews) = await DeriveAsync(run, cancellationToken);
        if (version is null)
            return new(null, await store.FindDocumentAsync(run, cancellationToken) is null);

        var open = head.Open is null ? [] : await outbox.ListOpenAsync(run, head, cancellationToken);
        if (open.Count == 0)
        {
            if (head.Open is not null)
                await outbox.MoveOpenAsync(run, head, version.Value, null, cancellationToken);
            return new(null, await IsOverAsync(run, head, cancellationToken));
        }

        if (head.Open != open[0].Key)
            await outbox.MoveOpenAsync(run, head, version.Value, open[0].Key, cancellationToken);

        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (message, cancellation) => await HandleAsync(run, message, hasNews, cancellation));

        // Read anew: reminders have joined, other processes were at work.
        var left = await outbox.ListOpenAsync(run, head with { Open = open[0].Key }, cancellationToken);
        return new(left.Select(message => Held(message.Record).DueAt).Min(), IsOver: false);
    }

    private async ValueTask<bool> IsOverAsync(string run, OutboxHead head, CancellationToken cancellationToken)
    {
        var document = await store.FindDocumentAsync(run, cancellationToken);
        if (document is null)
            return true;

        // In this order: an end that came after the events were read is an event that they do not have.
        return document.Status.IsComplete() && (await store.ReadEventsAsync(run, head.Derived, 1, cancellationToken)).Count == 0;
    }

    private async ValueTask<(OutboxHead Head, Azure.ETag? Version, bool HasNews)> DeriveAsync(string run, CancellationToken cancellationToken)
    {
        for (var hasNews = false; ; hasNews = true)
        {
            var (head, version) = await outbox.ReadHeadAsync(run, cancellationToken);
            var events = await store.ReadEventsAsync(run, head.Derived, EventsTogether, cancellationToken);
            if (events.Count == 0)
                return (head, version, hasNews);

            var (messages, moved) = await PlanAsync(run, head, events, cancellationToken);
            try
            {
                await outbox.AddAsync(run, messages, moved, version, cancellationToken);
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException)
            {
                // Another process has derived them.
            }
        }
    }

    private async ValueTask<(IReadOnlyList<(long Sequence, NotificationRecord Record)> Messages, OutboxHead Head)> PlanAsync(
        string run, OutboxHead head, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken)
    {
        RunSnapshot? snapshot = null;
        FrozenDefinition? definition = null;
        var messages = new List<(long, NotificationRecord)>();
        foreach (var happened in events)
        {
            if (messages.Count >= MessagesTogether)
                break;

            head = head with { Derived = happened.Sequence, Generation = head.Generation + (happened.Type is RunEventTypes.RunRestarted ? 1 : 0) };
            if (NotificationRules.EventOf(happened) is null)
                continue;

            definition ??= await store.GetDefinitionAsync(run, cancellationToken);
            if (!NotificationRules.Of(definition, happened).Any())
                continue;
            snapshot ??= await store.GetAsync(run, cancellationToken);
            messages.AddRange(NotificationPlan.Of(snapshot, definition, happened, head.Generation, time.GetUtcNow()).Select(record => (happened.Sequence, record)));
        }

        return (messages, head);
    }

    private async Task HandleAsync(string run, OutboxMessage message, bool hasNews, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (Held(message.Record) is { Status: NotificationStatus.Pending, DueAt: { } due } && due <= now
            && await outbox.UpdateAsync(run, message, Leased(message.Record, now), cancellationToken) is { } leased)
        {
            if (await DeliverAsync(run, leased, cancellationToken) is not { } delivered)
                return;
            message = delivered;
        }

        if (message.Record is { Status: not NotificationStatus.Pending, RemindAt: { } remindAt } && (hasNews || remindAt <= now))
            await RemindAsync(run, message, cancellationToken);
    }

    /// <summary>The message without the lease of a process that is gone.</summary>
    private NotificationRecord Held(NotificationRecord record) => record.LeasedUntil - Lease < AloneSince ? record with { LeasedUntil = null } : record;

    private static NotificationRecord Leased(NotificationRecord record, DateTimeOffset now) =>
        record with { Attempts = record.Attempts + 1, LeasedUntil = now + Lease };

    /// <summary>Hands a message over and notes what became of it; null when another process did meanwhile.</summary>
    private async ValueTask<OutboxMessage?> DeliverAsync(string run, OutboxMessage message, CancellationToken cancellationToken)
    {
        var record = message.Record;
        var delivery = record.On is not NotificationEvent.Waiting || await IsAskedAsync(run, record, cancellationToken)
            ? await sender.SendAsync(record, cancellationToken)
            : new NotificationDelivery.Refused("It was not sent any more: nothing is asked of its reader now.");

        var now = time.GetUtcNow();
        var after = Settled(record with { LeasedUntil = null }, delivery, now);
        if (after.Status is NotificationStatus.Failed)
            LogGivenUp(record.Id, record.Channel, after.Attempts, after.LastError);
        return await outbox.UpdateAsync(run, message, after, cancellationToken);
    }

    /// <summary>What a delivery makes of a message. Pure.</summary>
    internal static NotificationRecord Settled(NotificationRecord record, NotificationDelivery delivery, DateTimeOffset now) => delivery switch
    {
        NotificationDelivery.Delivered => record with { Status = NotificationStatus.Delivered, DeliveredAt = now, LastError = null, NextAttemptAt = null },
        NotificationDelivery.Retry retry when NotificationBackoff.Next(record.CreatedAt, record.Attempts, now, retry.After) is { } next =>
            record with { LastError = retry.Reason, NextAttemptAt = next },
        NotificationDelivery.Retry retry => record with
        {
            Status = NotificationStatus.Failed,
            NextAttemptAt = null,
            LastError = $"Given up after {NotificationBackoff.Patience.TotalHours:0} hours: {retry.Reason}",
        },
        NotificationDelivery.Refused refused => record with { Status = NotificationStatus.Failed, NextAttemptAt = null, LastError = refused.Reason },
        _ => throw new ArgumentOutOfRangeException(nameof(delivery), delivery, "Not an outcome of a delivery."),
    };

    private async Task RemindAsync(string run, OutboxMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await IsAskedAsync(run, message.Record, cancellationToken))
        {
            await outbox.UpdateAsync(run, message, message.Record with { RemindAt = null }, cancellationToken);
            return;
        }

        if (message.Record.RemindAt > now)
            return;
        var (reminder, after) = NotificationPlan.Remind(message.Record, now);
        if (await outbox.RemindAsync(run, message, reminder, after, cancellationToken))
            outbox.Signal.Notify(run);
    }

    private async ValueTask<bool> IsAskedAsync(string run, NotificationRecord record, CancellationToken cancellationToken) =>
        await store.FindAsync(run, cancellationToken) is { } snapshot && NotificationPlan.IsAsked(snapshot, record.Content.Stage!, record.Content.Attempt, record.To);

    [LoggerMessage(LogLevel.Warning, "The notification {id} was not delivered to the channel {channel} after {attempts} attempts: {error}")]
    private partial void LogGivenUp(string id, string channel, int attempts, string? error);
}

/// <summary>How far the messages of a run are.</summary>
/// <param name="DueAt">When there is more to do; null: when something happens.</param>
/// <param name="IsOver">Whether there never will be, unless the run is restarted.</param>
public sealed record NotificationProgress(DateTimeOffset? DueAt, bool IsOver);
