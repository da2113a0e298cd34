using Pipeline.Connectors.Notifications.Markdown;

namespace Pipeline.Connectors.Notifications.Teams;

/// <summary>A message as an Adaptive Card.</summary>
internal static class AdaptiveCards
{
    private const int TitleLength = 250;
    private const int LabelLength = 75;
    private const int FactNameLength = 100;
    private const int FactValueLength = 1000;

    /// <summary>Writes a card.</summary>
    /// <param name="message">The message.</param>
    /// <param name="textLength">How many characters of its text are shown.</param>
    /// <param name="facts">How many of its fields are shown.</param>
    public static AdaptiveCard Of(NotificationMessage message, int textLength, int facts) => new(
        [
            new("TextBlock")
            {
                Text = $"{message.Severity.Sign()} {AdaptiveMarkdown.Escape(TextLimit.Cut(message.Title, TitleLength))}",
                Size = "Large",
                Weight = "Bolder",
                Color = Color(message.Severity),
                Wrap = true,
            },
            .. Text(MarkdownText.Parse(message.Text), textLength),
            .. Facts(message.Fields, facts),
        ],
        message.Actions.Count == 0 ? null : [.. message.Actions.Select(ActionOf)]);

    private static string Color(NotificationSeverity severity) => severity switch
    {
        NotificationSeverity.Success => "Good",
        NotificationSeverity.Warning => "Warning",
        NotificationSeverity.Failure => "Attention",
        _ => "Accent",
    };

    /// <summary>A block a line: a run of text has no line breaks. Runs are not read as Markdown, and can be code, which its subset lacks.</summary>
    private static IEnumerable<AdaptiveElement> Text(IEnumerable<MarkdownParagraph> paragraphs, int length)
    {
        var left = length;
        foreach (var (line, first) in paragraphs.SelectMany(paragraph => paragraph.Lines.Select((line, index) => (line, index == 0))))
        {
            var runs = new List<AdaptiveTextRun>();
            foreach (var span in line.Spans)
            {
                runs.Add(RunOf(span, TextLimit.Cut(span.Text, left)));
                left -= span.Text.Length;
                if (left <= 0)
                    break;
            }

            runs.RemoveAll(run => run.Text.Length == 0);
            if (runs.Count > 0)
                yield return new("RichTextBlock") { Inlines = runs, Spacing = first ? null : "None" };
            if (left <= 0)
                yield break;
        }
    }

    private static AdaptiveTextRun RunOf(MarkdownSpan span, string text) => new(text)
    {
        Weight = span.Bold ? "Bolder" : null,
        FontType = span.Code ? "Monospace" : null,
        SelectAction = span.Link is { } link ? new(link.AbsoluteUri) : null,
    };

    private static IEnumerable<AdaptiveElement> Facts(IReadOnlyList<NotificationField> fields, int count)
    {
        if (Math.Min(fields.Count, count) == 0)
            yield break;
        IEnumerable<AdaptiveFact> facts = fields.Take(count).Select(field => new AdaptiveFact(
            AdaptiveMarkdown.Escape(TextLimit.Cut(field.Name, FactNameLength)), AdaptiveMarkdown.Escape(TextLimit.Cut(field.Value, FactValueLength))));
        yield return new("FactSet") { Facts = [.. count < fields.Count ? facts.Append(new($"{TextLimit.Ellipsis}", $"{TextLimit.Ellipsis}")) : facts] };
    }

    private static AdaptiveAction ActionOf(NotificationAction action) => new(action.Url.AbsoluteUri)
    {
        Title = TextLimit.Cut(TextLimit.OneLine(action.Label), LabelLength),
        Style = action.Style switch
        {
            NotificationActionStyle.Primary => "positive",
            NotificationActionStyle.Danger => "destructive",
            _ => null,
        },
    };
}
