using System.Globalization;

namespace Pipeline.Durable.Embedded.Store.Tables;

/// <summary>
/// Where what belongs to an instance is kept: one partition an instance, so that a turn is one transaction, and one letter a kind of row.
/// </summary>
internal static class InstanceRowKeys
{
    /// <summary>The instance's head.</summary>
    public const string Head = "head";

    /// <summary>How keys of history rows begin.</summary>
    public const char History = 'h';

    /// <summary>How keys of inbox rows begin.</summary>
    public const char Inbox = 'i';

    /// <summary>How keys of rows begin that wait to be brought to another instance.</summary>
    public const char Outbox = 'o';

    /// <summary>How keys of rows begin that tell that a message of another instance has arrived.</summary>
    public const char Arrived = 'k';

    /// <summary>How keys of rows begin that name sub-orchestrations.</summary>
    public const char Child = 'c';

    /// <summary>How keys of start messages begin.</summary>
    public const char Start = 's';

    /// <summary>The partition of an instance.</summary>
    public static string Partition(string instanceId) => "instance " + instanceId;

    /// <summary>A turn's chunk of the history. It is inserted, never replaced: of two owners that take the same turn one fails.</summary>
    public static string ChunkOf(int generation, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{History}{generation:D8}.{chunk:D10}");

    /// <summary>What an execution starts with, until its first turn.</summary>
    public static string StartOf(int generation) => string.Create(CultureInfo.InvariantCulture, $"{Start}{generation:D8}");

    /// <summary>A message that was not consumed.</summary>
    public static string InboxOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Inbox}{sequence:D19}");

    /// <summary>A message of a turn to another instance.</summary>
    public static string OutboxOf(int generation, int chunk, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Outbox}{generation:D8}.{chunk:D10}.{number:D6}");

    /// <summary>That a message of another instance has arrived.</summary>
    public static string ArrivedOf(string key) => Arrived + key;

    /// <summary>That an instance was started as a sub-orchestration.</summary>
    public static string ChildOf(string instanceId) => Child + instanceId;

    /// <summary>The sequence in an inbox row's key.</summary>
    public static long SequenceIn(string inboxRow) => long.Parse(inboxRow.AsSpan(1), CultureInfo.InvariantCulture);

    /// <summary>Generation and chunk in the key of a history or outbox row.</summary>
    public static (int Generation, int Chunk) PlaceIn(string row) =>
        (int.Parse(row.AsSpan(1, 8), CultureInfo.InvariantCulture), int.Parse(row.AsSpan(10, 10), CultureInfo.InvariantCulture));
}
