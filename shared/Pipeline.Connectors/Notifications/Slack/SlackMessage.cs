using System.Text.Json.Serialization;

namespace Pipeline.Connectors.Notifications.Slack;

/// <summary>What an incoming webhook takes.</summary>
/// <param name="Text">What notifications and screen readers say in place of the blocks.</param>
/// <param name="Blocks">Block Kit's blocks.</param>
internal sealed record SlackMessage(string Text, IReadOnlyList<SlackBlock> Blocks);

/// <summary>A block of Block Kit: <c>header</c>, <c>section</c> or <c>actions</c>.</summary>
internal sealed record SlackBlock(string Type)
{
    public SlackText? Text { get; init; }

    public IReadOnlyList<SlackText>? Fields { get; init; }

    public IReadOnlyList<SlackButton>? Elements { get; init; }
}

/// <summary>A text object.</summary>
internal sealed record SlackText(string Type, string Text)
{
    /// <summary>
    /// Whether plain words stay what they are: without it Slack makes mentions of <c>@here</c> and links of channel names. Only for <c>mrkdwn</c>.
    /// </summary>
    public bool? Verbatim { get; init; }

    public static SlackText Plain(string text) => new("plain_text", text);

    public static SlackText Mrkdwn(string text) => new("mrkdwn", text) { Verbatim = true };
}

/// <summary>A button that opens a page.</summary>
internal sealed record SlackButton(SlackText Text, string Url)
{
    public string Type { get; } = "button";

    /// <summary><c>primary</c> or <c>danger</c>; null for neither.</summary>
    public string? Style { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class SlackJson : JsonSerializerContext;
