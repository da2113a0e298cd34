namespace Pipeline.Connectors.Notifications.Markdown;

/// <summary>Messages as plain text.</summary>
internal static class MarkdownPlain
{
    /// <summary>The text without its marks; an address stands in brackets behind the words that lead to it.</summary>
    public static string Render(IEnumerable<MarkdownParagraph> paragraphs) =>
        string.Join("\n\n", paragraphs.Select(paragraph => string.Join('\n', paragraph.Lines.Select(Render))));

    private static string Render(MarkdownLine line) => string.Concat(line.Spans.Select(span => span switch
    {
        { Link: null } => span.Text,
        _ when span.Text == span.Link.OriginalString => span.Text,
        _ => $"{span.Text} ({span.Link.AbsoluteUri})",
    }));
}
