using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>How heads and histories are written: protobuf, the state in the Durable Task protocol's own shape.</summary>
internal static class InstanceRecordFormat
{
    public static InstanceRecord ToRecord(this InstanceHead head) => new()
    {
        State = new OrchestrationState
        {
            InstanceId = head.InstanceId,
            ExecutionId = head.ExecutionId,
            Name = head.Name,
            Version = head.Version.Length == 0 ? null : head.Version,
            ParentInstanceId = head.ParentId,
            OrchestrationStatus = head.Status,
            CreatedTimestamp = Timestamp.FromDateTimeOffset(head.CreatedAt),
            LastUpdatedTimestamp = Timestamp.FromDateTimeOffset(head.LastUpdatedAt),
            ScheduledStartTimestamp = head.ScheduledStartAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            CustomStatus = head.CustomStatus,
            Output = head.Output,
            FailureDetails = head.Failure,
        },
        Turn = head.Turn,
        Generation = head.Generation,
        WakeAt = head.WakeAt?.UtcTicks ?? 0,
    };

    public static InstanceHead ToHead(this InstanceRecord record) => new()
    {
        InstanceId = record.State.InstanceId,
        ExecutionId = record.State.ExecutionId,
        Name = record.State.Name,
        Version = record.State.Version ?? "",
        ParentId = record.State.ParentInstanceId,
        Status = record.State.OrchestrationStatus,
        CreatedAt = record.State.CreatedTimestamp.ToDateTimeOffset(),
        LastUpdatedAt = record.State.LastUpdatedTimestamp.ToDateTimeOffset(),
        ScheduledStartAt = record.State.ScheduledStartTimestamp?.ToDateTimeOffset(),
        CustomStatus = record.State.CustomStatus,
        Output = record.State.Output,
        Failure = record.State.FailureDetails,
        Turn = record.Turn,
        Generation = record.Generation,
        WakeAt = record.WakeAt == 0 ? null : new DateTimeOffset(record.WakeAt, TimeSpan.Zero),
    };

    public static byte[] Write(InstanceHead head) => head.ToRecord().ToByteArray();

    public static byte[] Write(IReadOnlyList<HistoryEvent> events)
    {
        var chunk = new HistoryChunk();
        chunk.Events.AddRange(events);
        return chunk.ToByteArray();
    }

    /// <summary>A message with its address, to wait with its sender.</summary>
    public static byte[] WriteOutgoing(InstanceMessage message) => new MessageRecord
    {
        Event = message.Event,
        ExecutionId = message.ExecutionId ?? "",
        Target = message.Target,
        Key = message.Key ?? "",
    }.ToByteArray();

    public static InstanceMessage ReadOutgoing(ReadOnlySpan<byte> message)
    {
        var record = MessageRecord.Parser.ParseFrom(message);
        return new InstanceMessage(record.Target, record.Event)
        {
            ExecutionId = record.ExecutionId.Length == 0 ? null : record.ExecutionId,
            Key = record.Key.Length == 0 ? null : record.Key,
        };
    }

    public static byte[] Write(InstanceMessage message) => new MessageRecord { Event = message.Event, ExecutionId = message.ExecutionId ?? "" }.ToByteArray();

    public static InboxMessage ReadMessage(long sequence, ReadOnlySpan<byte> message)
    {
        var record = MessageRecord.Parser.ParseFrom(message);
        return new InboxMessage(sequence, record.Event, record.ExecutionId.Length == 0 ? null : record.ExecutionId);
    }

    public static InstanceHead ReadHead(ReadOnlySpan<byte> record) => InstanceRecord.Parser.ParseFrom(record).ToHead();

    /// <summary>A head among others, none of which may be missed because of one that cannot be read: that one is null.</summary>
    public static InstanceHead? TryReadHead(ReadOnlySpan<byte> record)
    {
        try
        {
            return ReadHead(record);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    public static IReadOnlyList<HistoryEvent> ReadHistory(ReadOnlySpan<byte> chunk) => HistoryChunk.Parser.ParseFrom(chunk).Events;

    /// <summary>The input of the execution whose first chunk this is; null when it had none.</summary>
    public static string? ReadInput(ReadOnlySpan<byte> firstChunk) =>
        ReadHistory(firstChunk).FirstOrDefault(static e => e.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted)?.ExecutionStarted.Input;
}
