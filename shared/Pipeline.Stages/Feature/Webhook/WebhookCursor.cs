using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>What a webhook stage remembers between its steps. Nothing in it is secret: a status URL that came with an answer is encrypted.</summary>
internal sealed record WebhookCursor
{
    /// <summary>The form of this record; older forms stay readable.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Whether the first call has been answered and its status is polled.</summary>
    public bool Monitoring { get; init; }

    /// <summary>When the first call or the first poll was tried first; null before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many first calls were answered with each status code.</summary>
    public IReadOnlyDictionary<int, int> Attempts { get; set; } = new Dictionary<int, int>();

    /// <summary>The status URL of the answer, encrypted: services put tokens into it. Null when the input decides it.</summary>
    public string? StatusUrl { get; init; }

    /// <summary>Since when polls have found no status; null when the newest did.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>The newest status codes of polls that were not 2xx or 3xx, at most ten.</summary>
    public IReadOnlyList<int> PastStatusCodes { get; set; } = [];

    /// <summary>The cursor as it is kept.</summary>
    [JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, WebhookJson.Default.WebhookCursor)!;

    /// <summary>Reads a kept cursor; null begins.</summary>
    public static WebhookCursor Of(JsonNode? node, bool monitorOnly) =>
        node?.Deserialize(WebhookJson.Default.WebhookCursor) ?? new WebhookCursor { Monitoring = monitorOnly };
}
