using Azure;
using Google.Protobuf;
using Pipeline.Storage;

namespace Pipeline.Durable.Embedded.Store.Tables;

/// <summary>
/// A turn as operations on the instance's partition. Nearly always all fit into one transaction; else what goes first has no effect until the
/// transaction with the head, and what goes last has none any more after it.
/// </summary>
/// <param name="First">Rows that count only once the head says so.</param>
/// <param name="Decisive">The transaction with which the turn takes effect.</param>
/// <param name="Last">Removals of rows that do not count any more.</param>
internal sealed record TurnOperations(IReadOnlyList<TableOperation> First, IReadOnlyList<TableOperation> Decisive, IReadOnlyList<string> Last)
{
    /// <summary>How many operations a transaction takes.</summary>
    public const int Limit = 100;

    /// <summary>The operations of a turn.</summary>
    public static TurnOperations Of(TurnCommit turn)
    {
        var before = turn.Before;
        var record = turn.After.ToRecord();
        var events = InstanceRecordFormat.Write(turn.Events);
        var decisive = new List<TableOperation>
        {
            turn.BeginsExecution
                ? new TableOperation.Insert(InstanceRowKeys.StartOf(turn.After.Generation), events)
                : new TableOperation.Insert(InstanceRowKeys.ChunkOf(turn.After.Generation, turn.Chunk), events),
        };

        var children = new HashSet<string>(StringComparer.Ordinal);
        List<TableOperation> additions = [];
        for (var number = 0; number < turn.Outgoing.Count; number++)
        {
            var message = turn.Outgoing[number];
            additions.Add(new TableOperation.Upsert(
                InstanceRowKeys.OutboxOf(before.Generation, before.Turn, number), InstanceRecordFormat.WriteOutgoing(message)));
            if (message.IsStart && children.Add(message.Target))
                additions.Add(new TableOperation.Upsert(InstanceRowKeys.ChildOf(message.Target), ReadOnlyMemory<byte>.Empty));
        }

        List<string> removals = [.. turn.Consumed.Select(InstanceRowKeys.InboxOf)];
        if (before.Turn == 0 && turn.Chunk == 0)
            removals.Add(InstanceRowKeys.StartOf(before.Generation));
        if (turn.BeginsExecution)
            for (var chunk = 0; chunk < before.Turn; chunk++)
                removals.Add(InstanceRowKeys.ChunkOf(before.Generation, chunk));

        IReadOnlyList<TableOperation> first = [];
        IReadOnlyList<string> last = [];
        if (additions.Count + removals.Count + 2 <= Limit)
        {
            decisive.AddRange(additions);
            decisive.AddRange(removals.Select(static row => new TableOperation.Delete(row, ETag.All)));
        }
        else
        {
            (first, last) = (additions, removals);
            record.Consumed.AddRange(turn.Consumed);
        }

        decisive.Add(new TableOperation.Update(InstanceRowKeys.Head, record.ToByteArray(), ETag.All));
        return new TurnOperations(first, decisive, last);
    }
}
