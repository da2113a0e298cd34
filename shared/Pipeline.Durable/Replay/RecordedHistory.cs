using Google.Protobuf;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Replay;

/// <summary>A history as a text file: one event a line, in protobuf's JSON, so that a change of it can be read.</summary>
public static class RecordedHistory
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads a history.</summary>
    /// <exception cref="InvalidProtocolBufferException">A line is no history event.</exception>
    public static IReadOnlyList<HistoryEvent> Read(TextReader reader)
    {
        var history = new List<HistoryEvent>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                history.Add(Parser.Parse<HistoryEvent>(line));
        }
        return history;
    }

    /// <summary>Writes a history.</summary>
    public static void Write(TextWriter writer, IEnumerable<HistoryEvent> history)
    {
        foreach (var recorded in history)
        {
            writer.Write(JsonFormatter.Default.Format(recorded));
            writer.Write('\n');
        }
    }
}
