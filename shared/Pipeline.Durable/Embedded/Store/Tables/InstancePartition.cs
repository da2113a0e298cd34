using Google.Protobuf;
using Pipeline.Storage;

namespace Pipeline.Durable.Embedded.Store.Tables;

/// <summary>An instance's rows as they were read, and what they mean: the head says which of them count.</summary>
/// <param name="Record">The head.</param>
/// <param name="Live">Rows that count.</param>
/// <param name="Leftover">Keys of rows that an interrupted turn left, or that a turn had no room to remove.</param>
internal sealed record InstancePartition(InstanceRecord Record, IReadOnlyList<TableRow> Live, IReadOnlyList<string> Leftover)
{
    /// <summary>Sorts an instance's rows; null when there is no head, hence no instance.</summary>
    public static InstancePartition? Sort(IReadOnlyList<TableRow> rows)
    {
        if (rows.FirstOrDefault(static row => row.RowKey == InstanceRowKeys.Head) is not { } head)
            return null;
        var record = InstanceRecord.Parser.ParseFrom(head.Value.Span);
        var counts = rows.ToLookup(row => Counts(row.RowKey, record));
        return new InstancePartition(record, [.. counts[true]], [.. counts[false].Select(static row => row.RowKey)]);
    }

    /// <summary>The instance.</summary>
    /// <exception cref="CorruptHistoryException">A row cannot be read.</exception>
    public StoredInstance Decode()
    {
        var head = Record.ToHead();
        try
        {
            return new StoredInstance(
                head,
                [.. Rows(head.Turn == 0 ? InstanceRowKeys.Start : InstanceRowKeys.History).SelectMany(static row => InstanceRecordFormat.ReadHistory(row.Value.Span))],
                [.. Rows(InstanceRowKeys.Inbox).Select(static row => InstanceRecordFormat.ReadMessage(InstanceRowKeys.SequenceIn(row.RowKey), row.Value.Span))],
                [.. Rows(InstanceRowKeys.Outbox).Select(static row => InstanceRecordFormat.ReadOutgoing(row.Value.Span))]);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CorruptHistoryException(head, exception);
        }
    }

    private IEnumerable<TableRow> Rows(char kind) => Live.Where(row => row.RowKey[0] == kind && row.RowKey != InstanceRowKeys.Head);

    private static bool Counts(string row, InstanceRecord head) => row[0] switch
    {
        InstanceRowKeys.History when row != InstanceRowKeys.Head => InstanceRowKeys.PlaceIn(row) is var (generation, chunk) && generation == head.Generation && chunk < head.Turn,
        InstanceRowKeys.Start => row == InstanceRowKeys.StartOf(head.Generation) && head.Turn == 0,
        InstanceRowKeys.Inbox => !head.Consumed.Contains(InstanceRowKeys.SequenceIn(row)),
        InstanceRowKeys.Outbox => InstanceRowKeys.PlaceIn(row) is var (generation, chunk)
            && (generation < head.Generation || (generation == head.Generation && chunk < head.Turn)),
        _ => true,
    };
}
