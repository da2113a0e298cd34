using System.Runtime.CompilerServices;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Durable.Embedded.Store.Sqlite;

/// <summary>
/// Keeps instances in the data folder's database. A turn is one transaction, which it shares with the turns that commit at the same moment;
/// messages to other instances arrive with it, so nothing is ever on its way.
/// </summary>
internal sealed class SqliteOrchestrationStore(IEmbeddedDatabase database) : IOrchestrationStore
{
    // Unique in this process's life, so that a message is not mistaken for one that was consumed; only the writer's thread counts.
    private long _sequence;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await database.EnsureSchemaAsync(SqliteOrchestrationSchema.Create, cancellationToken);
        _sequence = await database.ReadAsync(
            static connection => (long)connection.Command("select coalesce(max(sequence), 0) from durable_inbox").ExecuteScalar()!, cancellationToken);
    }

    public async IAsyncEnumerable<Wakeup> RecoverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wakeups = await database.ReadAsync(
            static connection =>
            {
                var found = new List<Wakeup>();
                using var reader = connection.Command(
                    "select distinct instance, 0 from durable_inbox union all select id, wake_at from durable_instances where wake_at is not null").ExecuteReader();
                while (reader.Read())
                    found.Add(new Wakeup(reader.GetString(0), new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero)));
                return found;
            },
            cancellationToken);
        foreach (var wakeup in wakeups)
            yield return wakeup;
    }

    public async Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        var read = await database.ReadAsync(
            connection => SqliteInstanceRows.Head(connection, instanceId) is { } head
                ? (head, SqliteInstanceRows.Chunks(connection, instanceId), SqliteInstanceRows.Inbox(connection, instanceId))
                : default,
            cancellationToken);
        return read.head is null ? null : SqliteInstanceRows.Decode(read.head, read.Item2, read.Item3);
    }

    public Task<InstanceSnapshot?> ReadAsync(string instanceId, bool withInput, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => SqliteInstanceRows.Head(connection, instanceId) is { } head ? Snapshot(connection, head, withInput) : null,
            cancellationToken);

    public Task<Creation> CreateAsync(NewInstance instance, Func<InstanceHead, bool> mayReplace, CancellationToken cancellationToken)
    {
        var record = InstanceRecordFormat.Write(instance.Head);
        var chunk = InstanceRecordFormat.Write([instance.Started]);
        return database.WriteAsync(connection => Create(connection, instance.Head, record, chunk, mayReplace), cancellationToken);
    }

    public Task<InboxMessage?> EnqueueAsync(InstanceMessage message, CancellationToken cancellationToken)
    {
        var bytes = InstanceRecordFormat.Write(message);
        return database.WriteAsync(connection => Enqueue(connection, message, bytes), cancellationToken);
    }

    public Task<CommittedTurn> CommitAsync(TurnCommit turn, CancellationToken cancellationToken)
    {
        var record = InstanceRecordFormat.Write(turn.After);
        var chunk = InstanceRecordFormat.Write(turn.Events);
        return database.WriteAsync(connection => Commit(connection, turn, record, chunk), cancellationToken);
    }

    public Task ForgetAsync(string sender, IReadOnlyList<InstanceMessage> messages, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ParkAsync(InstanceHead head, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<InstancePage> QueryAsync(InstanceFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Query(connection, filter), cancellationToken);

    public Task<IReadOnlyList<string>> ChildrenAsync(string instanceId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            connection =>
            {
                var children = new List<string>();
                using var reader = connection.Command("select id from durable_instances where parent = $1", instanceId).ExecuteReader();
                while (reader.Read())
                    children.Add(reader.GetString(0));
                return children;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(string instanceId, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => SqliteInstanceRows.Delete(connection, instanceId), cancellationToken);

    private static InstanceSnapshot Snapshot(EmbeddedConnection connection, InstanceHead head, bool withInput) =>
        new(head, withInput && SqliteInstanceRows.FirstChunk(connection, head.InstanceId) is { } chunk ? InstanceRecordFormat.ReadInput(chunk) : null);

    private static Creation Create(EmbeddedConnection connection, InstanceHead head, byte[] record, byte[] chunk, Func<InstanceHead, bool> mayReplace)
    {
        if (SqliteInstanceRows.Head(connection, head.InstanceId) is { } existing)
        {
            if (!mayReplace(existing))
                return new Creation(existing, IsNew: false);
            SqliteInstanceRows.Delete(connection, head.InstanceId);
        }

        SqliteInstanceRows.Insert(connection, head, record, chunk);
        return new Creation(head, IsNew: true);
    }

    private CommittedTurn Commit(EmbeddedConnection connection, TurnCommit turn, byte[] record, byte[] chunk)
    {
        var id = turn.After.InstanceId;
        if (!SqliteInstanceRows.Update(connection, turn.Before, turn.After, record))
            throw new RowNotFoundException($"The orchestration '{id}' was removed while a turn of it ran.");
        if (turn.BeginsExecution)
            SqliteInstanceRows.ClearHistory(connection, id);
        SqliteInstanceRows.PutChunk(connection, id, turn.Chunk, chunk);
        if (turn.After.IsFinished)
            SqliteInstanceRows.ClearInbox(connection, id);
        else
            foreach (var sequence in turn.Consumed)
                connection.Execute("delete from durable_inbox where sequence = $1", sequence);

        var deliveries = new List<Delivery>(turn.Outgoing.Count);
        foreach (var message in turn.Outgoing)
            if (Deliver(connection, message) is { } delivery)
                deliveries.Add(delivery);
        return new CommittedTurn(turn.After, deliveries, []);
    }

    private Delivery? Deliver(EmbeddedConnection connection, InstanceMessage message)
    {
        if (message.IsStart)
        {
            var instance = NewInstance.From(message.Event);
            var creation = Create(
                connection, instance.Head, InstanceRecordFormat.Write(instance.Head), InstanceRecordFormat.Write([message.Event]), static existing => existing.IsFinished);
            if (creation.IsNew)
                return new Delivery(message.Target, null);
            if (message.Refusal(creation.Head) is not { } refusal)
                return null;
            message = refusal;
        }

        return Enqueue(connection, message, InstanceRecordFormat.Write(message)) is { } arrived ? new Delivery(message.Target, arrived) : null;
    }

    private InboxMessage? Enqueue(EmbeddedConnection connection, InstanceMessage message, byte[] bytes) =>
        SqliteInstanceRows.Enqueue(connection, ++_sequence, message.Target, bytes) ? new InboxMessage(_sequence, message.Event, message.ExecutionId) : null;

    private static InstancePage Query(EmbeddedConnection connection, InstanceFilter filter)
    {
        var heads = new List<InstanceHead>();
        string? last = null;
        using (var reader = connection.Command(
            "select id, record from durable_instances where id > $1 and id >= $2 order by id", filter.Continuation ?? "", filter.Prefix).ExecuteReader())
            while (heads.Count < filter.Take && reader.Read())
            {
                last = reader.GetString(0);
                if (!last.StartsWith(filter.Prefix, StringComparison.Ordinal))
                {
                    last = null;
                    break;
                }

                if (InstanceRecordFormat.TryReadHead((byte[])reader.GetValue(1)) is { } head && filter.Matches(head))
                    heads.Add(head);
            }

        return new InstancePage([.. heads.Select(head => Snapshot(connection, head, filter.WithInputs))], heads.Count < filter.Take ? null : last);
    }
}
