using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Events;

/// <summary>
/// The events that were received. One partition holds a row <c>event:{id}</c> for each, a row <c>pending:{id}</c> until it is decided what
/// becomes of it, and rows <c>delivery:{digest}</c> by which a redelivery is known, so that all of them come in one transaction. What a
/// pipeline made of its events lies in a partition of that pipeline.
/// </summary>
public sealed class EventStore(IStorage storage, TimeProvider time)
{
    private const string Partition = "events";
    private readonly ITable _table = storage.Table("Events");

    /// <summary>
    /// Keeps an event, unless it is one that was received already. When this has returned, the event is worked on whatever crashes; when it
    /// is broken off, either everything of it is kept or nothing.
    /// </summary>
    /// <param name="received">The event.</param>
    /// <param name="deliveries">Whatever tells it from every other event: a delivery's id, the body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event as it is kept, and whether it is new.</returns>
    public async ValueTask<(ReceivedEvent Event, bool IsNew)> AddAsync(
        ReceivedEvent received, IReadOnlyList<DeliveryMark> deliveries, CancellationToken cancellationToken)
    {
        var rows = deliveries.Select(delivery => (Row: RowOf(delivery), Mark: delivery)).DistinctBy(delivery => delivery.Row).ToArray();
        while (true)
        {
            foreach (var (row, mark) in rows)
            {
                if (await FindFirstAsync(row, mark, cancellationToken) is { } first)
                    return (first, false);
            }

            var kept = received with { Deliveries = [.. rows.Select(delivery => delivery.Row)] };
            try
            {
                await _table.TransactAsync(
                    Partition,
                    [
                        new TableOperation.Insert(EventRow(kept.Id), Write(kept, EventsJson.Default.ReceivedEvent)),
                        new TableOperation.Insert(PendingRow(kept.Id), Write(new PendingEvent(received.At, 0), EventsJson.Default.PendingEvent)),
                        .. rows.Select(delivery => Insert(delivery.Row, delivery.Mark, kept)),
                    ],
                    cancellationToken);
                return (kept, true);
            }
            catch (RowAlreadyExistsException)
            {
                // The same delivery came twice at once: look which one was first.
            }
        }
    }

    /// <summary>An event; null when there is none.</summary>
    public async ValueTask<ReceivedEvent?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, EventRow(id), cancellationToken) is { } row ? Read(row, EventsJson.Default.ReceivedEvent) : null;

    /// <summary>
    /// Records what became of an event: first for each pipeline, then for the event, whose parameters, some of which may be secret, nobody needs
    /// from then on. Doing it again, in whole or in part, changes nothing.
    /// </summary>
    public async ValueTask CompleteAsync(ReceivedEvent received, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken)
    {
        await AddAsync(outcomes, cancellationToken);
        try
        {
            await _table.TransactAsync(
                Partition,
                [
                    new TableOperation.Update(EventRow(received.Id), Write(received with { Outcomes = outcomes, Event = received.Event with { Parameters = null } }, EventsJson.Default.ReceivedEvent), ETag.All),
                    new TableOperation.Delete(PendingRow(received.Id), ETag.All),
                ],
                cancellationToken);
        }
        catch (RowNotFoundException)
        {
            // Another process was as far already.
        }
    }

    /// <summary>Keeps an event of which it is known already what becomes of it. Told again after a crash in between, it is another.</summary>
    public async ValueTask AddDecidedAsync(ReceivedEvent received, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken)
    {
        var decided = received with { Outcomes = outcomes };
        await _table.InsertAsync(new TableRow(Partition, EventRow(received.Id), Write(decided, EventsJson.Default.ReceivedEvent)), cancellationToken);
        await AddAsync(outcomes, cancellationToken);
    }

    /// <summary>The events of a pipeline, newest first; none of another application's pipeline that had the name before.</summary>
    /// <returns>The page, and where the next one goes on; null on the last.</returns>
    public async ValueTask<(IReadOnlyList<EventOutcome> Outcomes, string? After)> ListAsync(
        string application, string pipeline, int take, string? after, CancellationToken cancellationToken)
    {
        var page = new List<EventOutcome>();
        var query = new TableQuery { PartitionKey = PartitionOf(application, pipeline), From = after is null ? null : RunId.Mirror(after) + "0", Take = Math.Min(take + 1, 1000) };
        await foreach (var row in _table.RowsAsync(query, cancellationToken))
        {
            if (page.Count == take)
                return (page, page[^1].Event);
            page.Add(Read(row, EventsJson.Default.EventOutcome));
        }

        return (page, null);
    }

    /// <summary>The events of which nobody has decided yet what becomes of them, oldest first.</summary>
    internal async IAsyncEnumerable<(string Id, PendingEvent Pending)> ListPendingAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Prefix = "pending:";
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition, From = Prefix, Before = "pending;" }, cancellationToken))
            yield return (row.RowKey[Prefix.Length..], Read(row, EventsJson.Default.PendingEvent));
    }

    /// <summary>Notes that working on an event failed, so that it is not tried for ever.</summary>
    internal async ValueTask NoteFailureAsync(string id, PendingEvent pending, CancellationToken cancellationToken)
    {
        try
        {
            await _table.UpdateAsync(
                new TableRow(Partition, PendingRow(id), Write(pending with { Failures = pending.Failures + 1 }, EventsJson.Default.PendingEvent)) { ETag = ETag.All },
                cancellationToken);
        }
        catch (RowNotFoundException)
        {
            // Another process has completed it.
        }
    }

    /// <summary>Removes events received before a moment, with everything that tells of them; the pipelines' own lists last.</summary>
    internal async ValueTask RemoveBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition, From = "event:", Before = "event;", Take = 100 }, cancellationToken))
        {
            var received = Read(row, EventsJson.Default.ReceivedEvent);
            if (received.At >= moment)
                return;
            if (received.Outcomes is null)
                continue;

            foreach (var outcome in received.Outcomes)
                await _table.DeleteAsync(PartitionOf(outcome.Application, outcome.Pipeline), RunId.Mirror(outcome.Event), ETag.All, cancellationToken);
            foreach (var delivery in received.Deliveries)
            {
                // One that counted for a while only may be another event's by now.
                if (await _table.GetAsync(Partition, delivery, cancellationToken) is { } found && Read(found, EventsJson.Default.EventDelivery).Event == received.Id)
                    await _table.DeleteAsync(Partition, delivery, ETag.All, cancellationToken);
            }

            await _table.DeleteAsync(Partition, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private async ValueTask AddAsync(IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var outcome in outcomes)
        {
            await _table.UpsertAsync(
                new TableRow(PartitionOf(outcome.Application, outcome.Pipeline), RunId.Mirror(outcome.Event), Write(outcome, EventsJson.Default.EventOutcome)), cancellationToken);
        }
    }

    private async ValueTask<ReceivedEvent?> FindFirstAsync(string row, DeliveryMark mark, CancellationToken cancellationToken)
    {
        if (await _table.GetAsync(Partition, row, cancellationToken) is not { } found)
            return null;

        var delivery = Read(found, EventsJson.Default.EventDelivery);
        if (mark.For is { } span && time.GetUtcNow() - delivery.At > span)
        {
            try
            {
                await _table.DeleteAsync(Partition, row, found.ETag, cancellationToken);
            }
            catch (RowChangedException)
            {
                // It is of a newer delivery by now, which the insert will meet.
            }

            return null;
        }

        return await FindAsync(delivery.Event, cancellationToken);
    }

    private static TableOperation.Insert Insert(string row, DeliveryMark mark, ReceivedEvent received) =>
        new(row, Write(new EventDelivery(received.Id, received.At), EventsJson.Default.EventDelivery));

    private static string RowOf(DeliveryMark mark) =>
        "delivery:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mark.Text)));

    private static string EventRow(string id) => "event:" + id;

    private static string PendingRow(string id) => "pending:" + id;

    private static string PartitionOf(string application, string pipeline) => $"pipeline:{application}/{pipeline}";

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static T Read<T>(TableRow row, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(row.Value.Span, type)!;
}

/// <summary>What tells a delivery from every other.</summary>
/// <param name="Text">A text that only a redelivery has, too.</param>
/// <param name="For">How long it does; null: as long as the event is kept.</param>
public sealed record DeliveryMark(string Text, TimeSpan? For = null);

/// <summary>The event that came with a delivery.</summary>
/// <param name="Event">The event's id.</param>
/// <param name="At">When it was received.</param>
internal sealed record EventDelivery(string Event, DateTimeOffset At);

/// <summary>An event that is not decided yet.</summary>
/// <param name="Since">When it was received.</param>
/// <param name="Failures">How often deciding failed.</param>
internal sealed record PendingEvent(DateTimeOffset Since, int Failures);
