using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Notifications;

/// <summary>
/// The messages of runs, in rows of the run itself: a head that says up to which event messages are derived, and a row a message. A list of
/// the runs whose events are watched leads to them; a run is on it before an event can be told of, and for a while after its end.
/// </summary>
public sealed class NotificationOutbox
{
    private const string Head = "notifications";
    private const string Prefix = "notification:";
    private const string Watched = "notifying";

    // A transaction has at most 100 operations and 4 MiB; a message of the longest texts takes 80 KB in letters that JSON escapes.
    private const int MostTogether = 40;

    private readonly ITable runs;
    private readonly ITable index;

    internal NotificationOutbox(ITable runs, ITable index) => (this.runs, this.index) = (runs, index);

    /// <summary>Tells this process's deliverer of runs that have something to tell.</summary>
    public NotificationSignal Signal { get; } = new();

    /// <summary>Puts a run on the list. To be done before its records are written, so that no crash can leave one that nobody looks at.</summary>
    public async ValueTask WatchAsync(string run, DateTimeOffset since, CancellationToken cancellationToken) =>
        await index.UpsertAsync(new(Watched, run, RunRows.Serialize(new WatchedRun(since), NotificationJson.Default.WatchedRun)), cancellationToken);

    /// <summary>The messages of a run, in the order of the events.</summary>
    public async ValueTask<IReadOnlyList<NotificationRecord>> ListAsync(string run, CancellationToken cancellationToken)
    {
        var records = new List<NotificationRecord>();
        await foreach (var row in runs.RowsAsync(Messages(run, null), cancellationToken))
            records.Add(RunRows.Deserialize(row, NotificationJson.Default.NotificationRecord));
        return records;
    }

    /// <summary>Wakes the deliverer when something happened that the run's notifications tell of.</summary>
    internal void Happened(RunDocument run, IEnumerable<string> types)
    {
        if (run.Notifies is { } told && types.Any(told.Contains))
            Signal.Notify(run.Id);
    }

    /// <summary>The runs on the list, oldest first.</summary>
    internal async IAsyncEnumerable<(string Run, DateTimeOffset Since, ETag Version)> ListWatchedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in index.RowsAsync(new() { PartitionKey = Watched, Take = 100 }, cancellationToken))
            yield return (row.RowKey, RunRows.Deserialize(row, NotificationJson.Default.WatchedRun).Since, row.ETag);
    }

    /// <summary>Takes a run off the list unless it was put on it anew.</summary>
    internal async ValueTask ForgetAsync(string run, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await index.DeleteAsync(Watched, run, version, cancellationToken);
        }
        catch (RowChangedException)
        {
            // A restart put it there again.
        }
    }

    /// <summary>How far a run's messages are derived.</summary>
    internal async ValueTask<(OutboxHead Head, ETag? Version)> ReadHeadAsync(string run, CancellationToken cancellationToken) =>
        await runs.GetAsync(run, Head, cancellationToken) is { } row
            ? (RunRows.Deserialize(row, NotificationJson.Default.OutboxHead), row.ETag)
            : (new OutboxHead(), null);

    /// <summary>The messages with which something is left to do.</summary>
    internal async ValueTask<IReadOnlyList<OutboxMessage>> ListOpenAsync(string run, OutboxHead head, CancellationToken cancellationToken)
    {
        var open = new List<OutboxMessage>();
        await foreach (var row in runs.RowsAsync(Messages(run, head.Open), cancellationToken))
        {
            var record = RunRows.Deserialize(row, NotificationJson.Default.NotificationRecord);
            if (!record.IsFinished)
                open.Add(new(row.RowKey, row.ETag, record));
        }

        return open;
    }

    /// <summary>Notes messages and moves the head. Messages that were noted before stay as they are.</summary>
    /// <exception cref="RowChangedException">Another process moved the head.</exception>
    /// <exception cref="RowAlreadyExistsException">Another process made the head.</exception>
    internal async ValueTask AddAsync(
        string run, IReadOnlyList<(long Sequence, NotificationRecord Record)> messages, OutboxHead head, ETag? version, CancellationToken cancellationToken)
    {
        var rows = messages.GroupBy(message => message.Sequence)
            .SelectMany(group => group.Select((message, position) => (Key: KeyOf(message.Sequence, position, 0), message.Record)))
            .ToArray();
        var moved = head with { Open = head.Open ?? (rows.Length == 0 ? null : rows[0].Key) };
        if (rows.Length < MostTogether)
        {
            try
            {
                await runs.TransactAsync(run, [.. rows.Select(row => Insert(row.Key, row.Record)), MoveHead(moved, version)], cancellationToken);
                return;
            }
            catch (RowAlreadyExistsException) when (rows.Length > 0)
            {
                // Noted by a process that got no further, or by one that is as far: one by one then.
            }
        }

        foreach (var (key, record) in rows)
        {
            try
            {
                await runs.InsertAsync(new(run, key, RunRows.Serialize(record, NotificationJson.Default.NotificationRecord)), cancellationToken);
            }
            catch (RowAlreadyExistsException)
            {
                // It is there, and perhaps delivered.
            }
        }

        await runs.TransactAsync(run, [MoveHead(moved, version)], cancellationToken);
    }

    /// <summary>Notes that the messages before a row are finished; that they are is found again when this is lost.</summary>
    internal async ValueTask MoveOpenAsync(string run, OutboxHead head, ETag version, string? open, CancellationToken cancellationToken)
    {
        try
        {
            await runs.TransactAsync(run, [MoveHead(head with { Open = open }, version)], cancellationToken);
        }
        catch (StorageException exception) when (exception is RowChangedException or RowNotFoundException)
        {
            // Another pass is further.
        }
    }

    /// <summary>Changes a message that nobody has changed since it was read; null when somebody has.</summary>
    internal async ValueTask<OutboxMessage?> UpdateAsync(string run, OutboxMessage message, NotificationRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var row = new TableRow(run, message.Key, RunRows.Serialize(record, NotificationJson.Default.NotificationRecord)) { ETag = message.Version };
            return message with { Record = record, Version = await runs.UpdateAsync(row, cancellationToken) };
        }
        catch (StorageException exception) when (exception is RowChangedException or RowNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Notes a reminder behind its message, together with the change of that; false when somebody has changed it meanwhile.</summary>
    internal async ValueTask<bool> RemindAsync(string run, OutboxMessage message, NotificationRecord reminder, NotificationRecord after, CancellationToken cancellationToken)
    {
        try
        {
            await runs.TransactAsync(
                run,
                [
                    new TableOperation.Update(message.Key, RunRows.Serialize(after, NotificationJson.Default.NotificationRecord), message.Version),
                    Insert($"{message.Key[..message.Key.LastIndexOf(':')]}:{after.Reminders:D3}", reminder),
                ],
                cancellationToken);
            return true;
        }
        catch (StorageException exception) when (exception is RowChangedException or RowNotFoundException or RowAlreadyExistsException)
        {
            return false;
        }
    }

    private static string KeyOf(long sequence, int position, int reminder) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D10}:{position:D4}:{reminder:D3}");

    private static TableQuery Messages(string run, string? from) => new() { PartitionKey = run, From = from ?? Prefix, Before = RunKeys.After(Prefix) };

    private static TableOperation.Insert Insert(string key, NotificationRecord record) =>
        new(key, RunRows.Serialize(record, NotificationJson.Default.NotificationRecord));

    private static TableOperation MoveHead(OutboxHead head, ETag? version)
    {
        var value = RunRows.Serialize(head, NotificationJson.Default.OutboxHead);
        return version is { } known ? new TableOperation.Update(Head, value, known) : new TableOperation.Insert(Head, value);
    }
}

/// <summary>A message as it was read.</summary>
/// <param name="Key">Its row.</param>
/// <param name="Version">The row's version.</param>
/// <param name="Record">What it says.</param>
internal sealed record OutboxMessage(string Key, ETag Version, NotificationRecord Record);

/// <summary>How far a run's messages are derived and dealt with.</summary>
internal sealed record OutboxHead
{
    /// <summary>The sequence of the last event whose messages are noted.</summary>
    public long Derived { get; init; }

    /// <summary>The run's generation after that event.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>The first message with which something may be left to do; null: there is none.</summary>
    public string? Open { get; init; }
}

/// <summary>The row of a run on the list.</summary>
/// <param name="Since">When it was put there.</param>
internal sealed record WatchedRun(DateTimeOffset Since);

/// <summary>How messages are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NotificationRecord))]
[JsonSerializable(typeof(OutboxHead))]
[JsonSerializable(typeof(WatchedRun))]
internal sealed partial class NotificationJson : JsonSerializerContext;
