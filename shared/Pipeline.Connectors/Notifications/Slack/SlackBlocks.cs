using Pipeline.Connectors.Notifications.Markdown;

namespace Pipeline.Connectors.Notifications.Slack;

/// <summary>
/// A message in Block Kit, within its limits (docs.slack.dev/reference/block-kit/blocks): what is longer is cut, and of too many paragraphs or
/// fields the last are left out. Buttons are never left out.
/// </summary>
internal static class SlackBlocks
{
    /// <summary>Blocks of a message.</summary>
    public const int MaximumBlocks = 50;

    /// <summary>Characters of a header.</summary>
    public const int HeaderLength = 150;

    /// <summary>Characters of a section's text.</summary>
    public const int SectionLength = 3000;

    /// <summary>Fields of a section.</summary>
    public const int SectionFields = 10;

    /// <summary>Characters of a field.</summary>
    public const int FieldLength = 2000;

    /// <summary>Buttons of a block of actions.</summary>
    public const int ActionsElements = 25;

    /// <summary>Characters of a button.</summary>
    public const int ButtonLength = 75;

    /// <summary>Characters of a button's URL.</summary>
    public const int ButtonUrlLength = 3000;

    // Two fields stand side by side: this is more than anyone reads, and leaves most blocks to the text.
    private const int MaximumFieldSections = 5;

    /// <summary>Writes a message.</summary>
    public static SlackMessage Of(NotificationMessage message)
    {
        var title = $"{message.Severity.Sign()} {TextLimit.OneLine(message.Title)}";
        var paragraphs = MarkdownText.Parse(message.Text);
        var fields = message.Fields.Chunk(SectionFields).Take(MaximumFieldSections).Select(FieldsOf).ToArray();
        var actions = message.Actions.Chunk(ActionsElements).Select(ActionsOf).ToArray();
        var room = MaximumBlocks - 1 - fields.Length - actions.Length;
        return new(
            SlackMrkdwn.Escape(string.Join("\n", new[] { title, MarkdownPlain.Render(paragraphs) }.Where(part => part.Length > 0)), SectionLength),
            [new("header") { Text = SlackText.Plain(TextLimit.Cut(title, HeaderLength)) }, .. Sections(paragraphs, room), .. fields, .. actions]);
    }

    private static IEnumerable<SlackBlock> Sections(IReadOnlyList<MarkdownParagraph> paragraphs, int room)
    {
        var fits = paragraphs.Count <= room;
        foreach (var paragraph in paragraphs.Take(fits ? room : room - 1))
            yield return Section(SlackMrkdwn.Render(paragraph, SectionLength));
        if (!fits)
            yield return Section($"{TextLimit.Ellipsis}");
    }

    private static SlackBlock Section(string text) => new("section") { Text = SlackText.Mrkdwn(text) };

    private static SlackBlock FieldsOf(NotificationField[] fields) => new("section")
    {
        Fields = [.. fields.Select(field => SlackText.Mrkdwn($"*{SlackMrkdwn.Escape(field.Name, ButtonLength)}*\n{SlackMrkdwn.Escape(field.Value, FieldLength - 100)}"))],
    };

    private static SlackBlock ActionsOf(NotificationAction[] actions) => new("actions")
    {
        Elements =
        [
            .. actions.Select(action => new SlackButton(SlackText.Plain(TextLimit.Cut(TextLimit.OneLine(action.Label), ButtonLength)), action.Url.AbsoluteUri)
            {
                Style = action.Style switch
                {
                    NotificationActionStyle.Primary => "primary",
                    NotificationActionStyle.Danger => "danger",
                    _ => null,
                },
            }),
        ],
    };
}
