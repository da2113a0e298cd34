using System.Text.Json.Serialization;

namespace Pipeline.Connectors.Notifications.Teams;

/// <summary>What incoming webhooks and the Workflows app take: an envelope with one card.</summary>
internal sealed record TeamsMessage(IReadOnlyList<TeamsAttachment> Attachments)
{
    public string Type { get; } = "message";
}

/// <summary>The card in its envelope.</summary>
internal sealed record TeamsAttachment(AdaptiveCard Content)
{
    public string ContentType { get; } = "application/vnd.microsoft.card.adaptive";
}

/// <summary>An Adaptive Card.</summary>
internal sealed record AdaptiveCard(IReadOnlyList<AdaptiveElement> Body, IReadOnlyList<AdaptiveAction>? Actions)
{
    [JsonPropertyName("$schema")]
    public string Schema { get; } = "http://adaptivecards.io/schemas/adaptive-card.json";

    public string Type { get; } = "AdaptiveCard";

    /// <summary>The version of the schema.</summary>
    public string Version { get; } = "1.4";

    [JsonPropertyName("msteams")]
    public TeamsCardWidth Width { get; } = new("Full");
}

/// <summary>How wide Teams shows a card.</summary>
internal sealed record TeamsCardWidth(string Width);

/// <summary>An element: <c>TextBlock</c>, <c>RichTextBlock</c> or <c>FactSet</c>.</summary>
internal sealed record AdaptiveElement(string Type)
{
    public string? Text { get; init; }

    public string? Size { get; init; }

    public string? Weight { get; init; }

    public string? Color { get; init; }

    public bool? Wrap { get; init; }

    public string? Spacing { get; init; }

    public IReadOnlyList<AdaptiveTextRun>? Inlines { get; init; }

    public IReadOnlyList<AdaptiveFact>? Facts { get; init; }
}

/// <summary>A part of a <c>RichTextBlock</c>; its text is shown as it is.</summary>
internal sealed record AdaptiveTextRun(string Text)
{
    public string Type { get; } = "TextRun";

    public string? Weight { get; init; }

    public string? FontType { get; init; }

    public AdaptiveAction? SelectAction { get; init; }
}

/// <summary>A fact; both are Markdown.</summary>
internal sealed record AdaptiveFact(string Title, string Value);

/// <summary>Opens a page.</summary>
internal sealed record AdaptiveAction(string Url)
{
    public string Type { get; } = "Action.OpenUrl";

    public string? Title { get; init; }

    /// <summary><c>positive</c> or <c>destructive</c>; null for neither.</summary>
    public string? Style { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TeamsMessage))]
internal sealed partial class TeamsJson : JsonSerializerContext;
