using System.Runtime.CompilerServices;

namespace Pipeline.Functions.Commands;

/// <summary>One event of a <c>text/event-stream</c> (HTML Living Standard, 9.2).</summary>
/// <param name="Id">Given back as <c>Last-Event-ID</c> to go on behind it.</param>
/// <param name="Data">Its content.</param>
public sealed record ServerSentEvent(string? Id, string Data)
{
    /// <summary>Reads events until the stream ends. Comments (heartbeats) and events without data are passed over.</summary>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? id = null;
        var data = new List<string>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                    yield return new(id, string.Join('\n', data));
                data.Clear();
            }
            else if (Field(line, "data") is { } text)
            {
                data.Add(text);
            }
            else if (Field(line, "id") is { } value)
            {
                id = value;
            }
        }
    }

    private static string? Field(string line, string name) =>
        line.StartsWith(name + ":", StringComparison.Ordinal) ? line[(name.Length + 1)..].TrimStart(' ') : null;
}
