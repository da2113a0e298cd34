using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes.Watching;

/// <summary>A line of a watch's answer.</summary>
/// <param name="Event">What is told to who watches; null for a bookmark.</param>
/// <param name="ResourceVersion">The version from which a new watch goes on.</param>
internal sealed record WatchLine(WatchEvent? Event, string? ResourceVersion)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="KubernetesException">The line tells of an error, or is none of a watch.</exception>
    public static WatchLine Read(ReadOnlyMemory<byte> line, string purpose, string host)
    {
        var node = Parse(line, purpose, host);
        var item = node["object"] as JsonObject;
        node.Remove("object");
        var version = ((item?["metadata"] as JsonObject)?["resourceVersion"] as JsonValue)?.TryGetValue<string>(out var text) is true ? text : null;
        return ((node["type"] as JsonValue)?.ToString(), item) switch
        {
            ("ADDED", not null) => new(new(WatchEventKind.Added, item), version),
            ("MODIFIED", not null) => new(new(WatchEventKind.Modified, item), version),
            ("DELETED", not null) => new(new(WatchEventKind.Deleted, item), version),
            ("BOOKMARK", not null) => new(null, version),
            ("ERROR", not null) => throw StatusReader.Explain(purpose, host, item),
            _ => throw NotAWatch(purpose, host, null),
        };
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> line, string purpose, string host)
    {
        try
        {
            return JsonNode.Parse(line.Span) as JsonObject ?? throw NotAWatch(purpose, host, null);
        }
        catch (JsonException exception)
        {
            throw NotAWatch(purpose, host, exception);
        }
    }

    private static KubernetesException NotAWatch(string purpose, string host, Exception? inner) =>
        new(KubernetesFailure.Unexpected, $"Cannot {purpose}: {host} sent what is no event of a watch.", inner);
}
