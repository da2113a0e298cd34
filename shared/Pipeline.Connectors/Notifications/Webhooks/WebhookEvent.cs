using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Notifications.Webhooks;

/// <summary>What a signed webhook tells: <c>{"id","type","timestamp","data"}</c>, the body that Standard Webhooks recommends.</summary>
public sealed partial record WebhookEvent
{
    /// <summary>The same at every delivery of the same event: visible ASCII characters without a full stop, which the signature uses between its parts.</summary>
    /// <exception cref="ArgumentException">It has another character or none.</exception>
    public required string Id
    {
        get;
        init => field = IdShape.IsMatch(value)
            ? value
            : throw new ArgumentException("The id of a webhook's event must be visible ASCII characters without a full stop.", nameof(Id));
    }

    /// <summary>The kind of event, which tells the shape of <see cref="Data"/>: words with full stops between, such as <c>pipeline.failed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened; the same at every delivery.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened. Standard Webhooks recommends to stay below 20 KB.</summary>
    public JsonObject Data { get; init; } = [];

    /// <summary>The body, the same bytes at every delivery.</summary>
    internal byte[] ToUtf8Json()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteString("type", Type);
            writer.WriteString("timestamp", Time.UtcDateTime);
            writer.WritePropertyName("data");
            Data.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    [GeneratedRegex(@"^[!-\-/-~]+\z")]
    private static partial Regex IdShape { get; }
}
