using Google.Protobuf;
using Pipeline.Durable.Protocol;
using Pipeline.Storage.Embedded;

namespace Pipeline.Durable.Embedded.Store.Sqlite;

/// <summary>The statements on one instance's rows. They run on the connection of the transaction that the caller is in.</summary>
internal static class SqliteInstanceRows
{
    public static InstanceHead? Head(EmbeddedConnection connection, string id) =>
        connection.Command("select record from durable_instances where id = $1", id).ExecuteScalar() is byte[] record ? InstanceRecordFormat.ReadHead(record) : null;

    public static void Insert(EmbeddedConnection connection, InstanceHead head, byte[] record, byte[] firstChunk)
    {
        connection.Execute(
            "insert into durable_instances (id, parent, status, wake_at, record) values ($1, $2, $3, $4, $5)",
            head.InstanceId, head.ParentId, (long)head.Status, head.WakeAt?.UtcTicks, record);
        PutChunk(connection, head.InstanceId, 0, firstChunk);
    }

    /// <summary>Replaces the head; the indexed columns are left alone when they stay as they are, which spares their indexes.</summary>
    public static bool Update(EmbeddedConnection connection, InstanceHead before, InstanceHead after, byte[] record) =>
        1 == (before.Status == after.Status && before.WakeAt == after.WakeAt
            ? connection.Execute("update durable_instances set record = $2 where id = $1", after.InstanceId, record)
            : connection.Execute(
                "update durable_instances set record = $2, status = $3, wake_at = $4 where id = $1",
                after.InstanceId, record, (long)after.Status, after.WakeAt?.UtcTicks));

    public static void PutChunk(EmbeddedConnection connection, string id, int chunk, byte[] events) =>
        connection.Execute("insert or replace into durable_history (instance, chunk, events) values ($1, $2, $3)", id, (long)chunk, events);

    public static void ClearHistory(EmbeddedConnection connection, string id) =>
        connection.Execute("delete from durable_history where instance = $1", id);

    public static void ClearInbox(EmbeddedConnection connection, string id) =>
        connection.Execute("delete from durable_inbox where instance = $1", id);

    public static bool Delete(EmbeddedConnection connection, string id)
    {
        ClearHistory(connection, id);
        ClearInbox(connection, id);
        return connection.Execute("delete from durable_instances where id = $1", id) == 1;
    }

    /// <summary>Adds to the inbox of an unfinished instance; false when there is no such instance.</summary>
    public static bool Enqueue(EmbeddedConnection connection, long sequence, string id, byte[] message) =>
        1 == connection.Execute(
            "insert into durable_inbox (sequence, instance, message) select $1, $2, $3 where exists (select 1 from durable_instances where id = $2 and status in ($4, $5, $6))",
            sequence, id, message, (long)OrchestrationStatus.Running, (long)OrchestrationStatus.Pending, (long)OrchestrationStatus.Suspended);

    public static List<byte[]> Chunks(EmbeddedConnection connection, string id)
    {
        var chunks = new List<byte[]>();
        using var reader = connection.Command("select events from durable_history where instance = $1 order by chunk", id).ExecuteReader();
        while (reader.Read())
            chunks.Add((byte[])reader.GetValue(0));
        return chunks;
    }

    public static byte[]? FirstChunk(EmbeddedConnection connection, string id) =>
        connection.Command("select events from durable_history where instance = $1 and chunk = 0", id).ExecuteScalar() as byte[];

    public static List<(long Sequence, byte[] Message)> Inbox(EmbeddedConnection connection, string id)
    {
        var inbox = new List<(long, byte[])>();
        using var reader = connection.Command("select sequence, message from durable_inbox where instance = $1 order by sequence", id).ExecuteReader();
        while (reader.Read())
            inbox.Add((reader.GetInt64(0), (byte[])reader.GetValue(1)));
        return inbox;
    }

    /// <summary>Decodes what <see cref="Chunks"/> and <see cref="Inbox"/> read.</summary>
    public static StoredInstance Decode(InstanceHead head, List<byte[]> chunks, List<(long Sequence, byte[] Message)> inbox)
    {
        try
        {
            return new StoredInstance(
                head,
                [.. chunks.SelectMany(static chunk => InstanceRecordFormat.ReadHistory(chunk))],
                [.. inbox.Select(static row => InstanceRecordFormat.ReadMessage(row.Sequence, row.Message))],
                []);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CorruptHistoryException(head, exception);
        }
    }
}
