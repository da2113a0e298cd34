using System.Collections.Concurrent;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Durable.Embedded.Store.Tables;

/// <summary>
/// Keeps instances in a table, each in a partition of its own: a turn is one transaction there. Messages to other instances wait in the
/// sender's partition until they are in the receiver's, where a row with their key tells a repeated delivery from a new one.
/// </summary>
internal sealed class TableOrchestrationStore(ITable table, TimeProvider time, CancellationToken ownershipLost = default) : IOrchestrationStore
{
    private readonly InstanceIndex _index = new(table);

    // Instances that have ended and whose last messages have not all arrived: only then are they listed as ended.
    private readonly ConcurrentDictionary<string, InstanceHead> _ending = new(StringComparer.Ordinal);
    private long _sequence;

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        // Above all that an earlier owner gave out, as long as the clock has not been set back by more than it was down.
        _sequence = time.GetUtcNow().UtcTicks;
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<Wakeup> RecoverAsync(CancellationToken cancellationToken) => _index.WakeupsAsync(cancellationToken);

    public async Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        var partition = InstanceRowKeys.Partition(instanceId);
        var rows = await RowsAsync(partition, null, null, cancellationToken);

        // Without a head: a start that came no further than the index, or one that is on its way at this moment.
        if (InstancePartition.Sort(rows) is not { } sorted)
            return null;
        var stored = sorted.Decode();
        await RemoveAsync(partition, sorted.Leftover, cancellationToken);
        if (!stored.Head.IsFinished)
            await _index.WakeAsync(instanceId, cancellationToken);
        else if (stored.Undelivered.Count > 0)
            _ending[instanceId] = stored.Head;
        else
            await _index.EndAsync(stored.Head, cancellationToken);
        return stored;
    }

    public async Task<InstanceSnapshot?> ReadAsync(string instanceId, bool withInput, CancellationToken cancellationToken) =>
        await HeadAsync(instanceId, cancellationToken) is { } head
            ? new InstanceSnapshot(head, withInput ? await InputAsync(head, cancellationToken) : null)
            : null;

    public async Task<Creation> CreateAsync(NewInstance instance, Func<InstanceHead, bool> mayReplace, CancellationToken cancellationToken)
    {
        EnsureOwned();
        var head = instance.Head;
        await _index.WakeAsync(head.InstanceId, cancellationToken);
        while (true)
            try
            {
                await table.TransactAsync(
                    InstanceRowKeys.Partition(head.InstanceId),
                    [
                        new TableOperation.Insert(InstanceRowKeys.Head, InstanceRecordFormat.Write(head)),
                        new TableOperation.Insert(InstanceRowKeys.StartOf(0), InstanceRecordFormat.Write([instance.Started])),
                    ],
                    cancellationToken);
                return new Creation(head, IsNew: true);
            }
            catch (RowAlreadyExistsException) when (!cancellationToken.IsCancellationRequested)
            {
                if (await HeadAsync(head.InstanceId, cancellationToken) is not { } existing)
                    continue;
                if (!mayReplace(existing))
                {
                    if (existing.IsFinished)
                        await _index.EndAsync(existing, cancellationToken);
                    return new Creation(existing, IsNew: false);
                }

                await DeleteAsync(head.InstanceId, cancellationToken);
                await _index.WakeAsync(head.InstanceId, cancellationToken);
            }
    }

    public async Task<InboxMessage?> EnqueueAsync(InstanceMessage message, CancellationToken cancellationToken)
    {
        EnsureOwned();
        if (!_index.IsAwake(message.Target))
        {
            if (await HeadAsync(message.Target, cancellationToken) is not { IsFinished: false })
                return null;
            await _index.WakeAsync(message.Target, cancellationToken);
        }

        var sequence = Interlocked.Increment(ref _sequence);
        var partition = InstanceRowKeys.Partition(message.Target);
        var bytes = InstanceRecordFormat.Write(message);
        try
        {
            if (message.Key is null)
                await table.InsertAsync(new TableRow(partition, InstanceRowKeys.InboxOf(sequence), bytes), cancellationToken);
            else
                await table.TransactAsync(
                    partition,
                    [
                        new TableOperation.Insert(InstanceRowKeys.ArrivedOf(message.Key), ReadOnlyMemory<byte>.Empty),
                        new TableOperation.Insert(InstanceRowKeys.InboxOf(sequence), bytes),
                    ],
                    cancellationToken);
        }
        catch (RowAlreadyExistsException)
        {
            return null;
        }

        return new InboxMessage(sequence, message.Event, message.ExecutionId);
    }

    public async Task<CommittedTurn> CommitAsync(TurnCommit turn, CancellationToken cancellationToken)
    {
        EnsureOwned();
        var id = turn.After.InstanceId;
        var partition = InstanceRowKeys.Partition(id);
        var operations = TurnOperations.Of(turn);
        foreach (var some in operations.First.Chunk(TurnOperations.Limit))
            await table.TransactAsync(partition, some, cancellationToken);
        await table.TransactAsync(partition, operations.Decisive, cancellationToken);
        await RemoveAsync(partition, operations.Last, cancellationToken);
        if (turn.After.IsFinished)
        {
            if (turn.Outgoing.Count > 0)
                _ending[id] = turn.After;
            else
                await _index.EndAsync(turn.After, cancellationToken);
        }

        return new CommittedTurn(turn.After, [], turn.Outgoing);
    }

    public async Task ForgetAsync(string sender, IReadOnlyList<InstanceMessage> messages, CancellationToken cancellationToken)
    {
        var keys = messages.Select(static message => message.Key).ToHashSet();
        var partition = InstanceRowKeys.Partition(sender);
        var waiting = await RowsAsync(partition, InstanceRowKeys.Outbox.ToString(), ((char)(InstanceRowKeys.Outbox + 1)).ToString(), cancellationToken);
        await RemoveAsync(
            partition, [.. waiting.Where(row => keys.Contains(InstanceRecordFormat.ReadOutgoing(row.Value.Span).Key)).Select(static row => row.RowKey)], cancellationToken);
        if (waiting.Count == messages.Count && _ending.TryRemove(sender, out var ended))
            await _index.EndAsync(ended, cancellationToken);

        // From now on nobody repeats these messages, so nobody needs to know that they have arrived.
        foreach (var message in messages)
            if (!message.IsStart)
                await table.DeleteAsync(InstanceRowKeys.Partition(message.Target), InstanceRowKeys.ArrivedOf(message.Key!), ETag.All, cancellationToken);
    }

    public Task ParkAsync(InstanceHead head, CancellationToken cancellationToken) => _index.SleepAsync(head, cancellationToken);

    public async Task<InstancePage> QueryAsync(InstanceFilter filter, CancellationToken cancellationToken)
    {
        var continuation = filter.Continuation;
        while (true)
        {
            var (listed, next) = await _index.QueryAsync(filter.Prefix, filter.Take, continuation, cancellationToken);
            var heads = await Task.WhenAll(listed.Select(async instance => instance.Head ?? await OpenHeadAsync(instance.Id, cancellationToken)));
            var wanted = heads.OfType<InstanceHead>().Where(filter.Matches).ToList();
            if (wanted.Count > 0 || next is null)
                return new InstancePage(
                    await Task.WhenAll(wanted.Select(async head => new InstanceSnapshot(head, filter.WithInputs ? await InputAsync(head, cancellationToken) : null))),
                    next);
            continuation = next;
        }
    }

    public async Task<IReadOnlyList<string>> ChildrenAsync(string instanceId, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(
            InstanceRowKeys.Partition(instanceId), InstanceRowKeys.Child.ToString(), ((char)(InstanceRowKeys.Child + 1)).ToString(), cancellationToken);
        return [.. rows.Select(static row => row.RowKey[1..])];
    }

    public async Task<bool> DeleteAsync(string instanceId, CancellationToken cancellationToken)
    {
        var partition = InstanceRowKeys.Partition(instanceId);
        var rows = await RowsAsync(partition, null, null, cancellationToken);

        // The head goes last: until then the instance is there and can be deleted again.
        await RemoveAsync(partition, [.. rows.Where(static row => row.RowKey != InstanceRowKeys.Head).Select(static row => row.RowKey)], cancellationToken);
        await _index.RemoveAsync(instanceId, cancellationToken);
        await table.DeleteAsync(partition, InstanceRowKeys.Head, ETag.All, cancellationToken);
        return rows.Any(static row => row.RowKey == InstanceRowKeys.Head);
    }

    private void EnsureOwned()
    {
        if (ownershipLost.IsCancellationRequested)
            throw new StorageException("This process has lost the storage account to another. Nothing was changed; the other process goes on.");
    }

    private async Task<InstanceHead?> HeadAsync(string instanceId, CancellationToken cancellationToken) =>
        await table.GetAsync(InstanceRowKeys.Partition(instanceId), InstanceRowKeys.Head, cancellationToken) is { } row
            ? InstanceRecordFormat.ReadHead(row.Value.Span)
            : null;

    // For a listing. One that has ended will be listed among the ended, which are read after the open ones; an instance that ends while a
    // listing goes on may be in it twice.
    private async Task<InstanceHead?> OpenHeadAsync(string instanceId, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(instanceId, cancellationToken);
        if (head is not { IsFinished: true })
            return head;
        await _index.AddEndedAsync(head, cancellationToken);
        return null;
    }

    private async Task<string?> InputAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        var partition = InstanceRowKeys.Partition(head.InstanceId);
        var row = await table.GetAsync(partition, InstanceRowKeys.StartOf(head.Generation), cancellationToken)
            ?? await table.GetAsync(partition, InstanceRowKeys.ChunkOf(head.Generation, 0), cancellationToken);
        return row is null ? null : InstanceRecordFormat.ReadInput(row.Value.Span);
    }

    private async Task<List<TableRow>> RowsAsync(string partition, string? from, string? before, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = partition, From = from, Before = before }, cancellationToken))
            rows.Add(row);
        return rows;
    }

    private async Task RemoveAsync(string partition, IReadOnlyList<string> rows, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Chunk(TurnOperations.Limit))
            try
            {
                await table.TransactAsync(partition, [.. some.Select(static row => new TableOperation.Delete(row, ETag.All))], cancellationToken);
            }
            catch (RowNotFoundException)
            {
                foreach (var row in some)
                    await table.DeleteAsync(partition, row, ETag.All, cancellationToken);
            }
    }
}
