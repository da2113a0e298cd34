using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>The rows of one run, read and written.</summary>
internal sealed class RunRows(ITable table, string run)
{
    public async ValueTask<T?> ReadAsync<T>(string row, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await table.GetAsync(run, row, cancellationToken) is { } found ? Deserialize(found, type) : null;

    /// <summary>Reads everything; null when there is no such run.</summary>
    public async ValueTask<RunSnapshot?> ReadAllAsync(CancellationToken cancellationToken)
    {
        // The head comes first: a change that falls between then makes the next write conflict, which reads again.
        var head = await ReadAsync(RunKeys.EventHead, RunRowJson.Default.EventHead, cancellationToken);
        if (head is null || await ReadAsync(RunKeys.Run, RunJson.Default.RunDocument, cancellationToken) is not { } document)
            return null;

        var stages = ImmutableDictionary.CreateBuilder<string, StageDocument>(StringComparer.Ordinal);
        await foreach (var row in QueryAsync(RunKeys.StagePrefix, RunKeys.After(RunKeys.StagePrefix), cancellationToken))
        {
            var stage = Deserialize(row, RunJson.Default.StageDocument);
            stages[stage.Id] = stage;
        }

        return new() { Run = document, Documents = stages.ToImmutable(), Sequence = head.Last };
    }

    /// <summary>The same snapshot when nothing happened since, else what it has become.</summary>
    public async ValueTask<RunSnapshot?> RefreshAsync(RunSnapshot snapshot, CancellationToken cancellationToken)
    {
        const int FewEvents = 64;
        var head = await ReadAsync(RunKeys.EventHead, RunRowJson.Default.EventHead, cancellationToken);
        if (head is null)
            return null;
        if (head.Last == snapshot.Sequence)
            return snapshot;
        if (head.Last - snapshot.Sequence > FewEvents)
            return await ReadAllAsync(cancellationToken);

        var events = await EventsAsync(snapshot.Sequence, FewEvents, cancellationToken);
        if (await ReadAsync(RunKeys.Run, RunJson.Default.RunDocument, cancellationToken) is not { } document)
            return null;

        var documents = snapshot.Documents;
        foreach (var stage in events.Select(happened => happened.Stage).OfType<string>().Distinct())
        {
            if (await ReadAsync(RunKeys.Stage(stage), RunJson.Default.StageDocument, cancellationToken) is { } changed)
                documents = documents.SetItem(stage, changed);
        }

        return new() { Run = document, Documents = documents, Sequence = Math.Max(head.Last, events.Count == 0 ? 0 : events[^1].Sequence) };
    }

    public async ValueTask<IReadOnlyList<RunEvent>> EventsAsync(long after, int take, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        await foreach (var row in QueryAsync(RunKeys.Event(after + 1), RunKeys.After(RunKeys.EventPrefix), cancellationToken))
        {
            events.Add(Deserialize(row, RunJson.Default.RunEvent));
            if (events.Count == take)
                break;
        }

        return events;
    }

    /// <summary>
    /// The operations of a change. That an event's row must be new is what makes changes of a run follow one another: whoever decided on
    /// an older state finds the row taken. So neither documents nor head need a condition of their own.
    /// </summary>
    public static IEnumerable<TableOperation> Operations(RunSnapshot before, RunChange change)
    {
        if (change.Run is not null)
            yield return Upsert(RunKeys.Run, change.Run, RunJson.Default.RunDocument);
        foreach (var stage in change.Stages)
            yield return Upsert(RunKeys.Stage(stage.Id), stage, RunJson.Default.StageDocument);
        for (var index = 0; index < change.Events.Count; index++)
        {
            var happened = change.Events[index] with { Sequence = before.Sequence + index + 1 };
            yield return new TableOperation.Insert(RunKeys.Event(happened.Sequence), Serialize(happened, RunJson.Default.RunEvent));
        }
    }

    /// <summary>The head after a change. There is none to be changed once the run's records are being removed.</summary>
    public static TableOperation NextHead(long last) =>
        new TableOperation.Update(RunKeys.EventHead, Serialize(new EventHead(last), RunRowJson.Default.EventHead), ETag.All);

    public static TableOperation Head(long last) => Upsert(RunKeys.EventHead, new EventHead(last), RunRowJson.Default.EventHead);

    public ValueTask CommitAsync(IReadOnlyCollection<TableOperation> operations, CancellationToken cancellationToken) =>
        table.TransactAsync(run, [.. operations], cancellationToken);

    /// <summary>Removes every row but the run's document. Others may be at the same work.</summary>
    public async ValueTask DeleteAllButDocumentAsync(CancellationToken cancellationToken)
    {
        const int MostTogether = 100;
        while (true)
        {
            var page = await table.QueryAsync(new() { PartitionKey = run, Take = MostTogether }, cancellationToken);
            TableOperation[] deletions = [.. page.Rows.Where(row => row.RowKey != RunKeys.Run).Select(row => new TableOperation.Delete(row.RowKey, ETag.All))];
            if (deletions.Length == 0 && page.Continuation is null)
                return;

            try
            {
                if (deletions.Length > 0)
                    await table.TransactAsync(run, deletions, cancellationToken);
            }
            catch (RowNotFoundException)
            {
                // Somebody else removed one of them: the next look finds the rest.
            }
        }
    }

    private static TableOperation.Upsert Upsert<T>(string row, T value, JsonTypeInfo<T> type) => new(row, Serialize(value, type));

    public static ReadOnlyMemory<byte> Serialize<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    public static T Deserialize<T>(TableRow row, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(row.Value.Span, type)
        ?? throw new StorageException($"The row '{row.RowKey}' of '{row.PartitionKey}' is empty.");

    private async IAsyncEnumerable<TableRow> QueryAsync(
        string from, string before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(
                new() { PartitionKey = run, From = from, Before = before, Continuation = continuation }, cancellationToken);
            foreach (var row in page.Rows)
                yield return row;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
