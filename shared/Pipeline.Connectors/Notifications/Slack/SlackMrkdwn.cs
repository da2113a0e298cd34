using System.Text;
using Pipeline.Connectors.Notifications.Markdown;

namespace Pipeline.Connectors.Notifications.Slack;

/// <summary>Slack's own markup, mrkdwn. It has no way to write a plain <c>*</c> or <c>_</c>, so those stay as they are.</summary>
internal static class SlackMrkdwn
{
    /// <summary>Escapes the three characters that Slack's markup uses for links, mentions and entities.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Escapes a text and cuts it so that no entity is cut in two.</summary>
    public static string Escape(string text, int limit)
    {
        var whole = Escape(text);
        return whole.Length <= limit ? whole : Escape(text[..Fitting(text, limit - 1)]) + TextLimit.Ellipsis;
    }

    /// <summary>Writes a paragraph within a number of characters.</summary>
    public static string Render(MarkdownParagraph paragraph, int limit)
    {
        var text = new StringBuilder();
        foreach (var span in paragraph.Lines.SelectMany((line, index) => index == 0 ? line.Spans : line.Spans.Prepend(new("\n"))))
        {
            var left = limit - text.Length - 1;
            var whole = Render(span, span.Text);
            if (whole.Length <= left)
            {
                text.Append(whole);
                continue;
            }

            // What surrounds the words counts too: marks, or the address of a link.
            var room = left - (whole.Length - Escape(span.Text).Length);
            var fitting = Fitting(span.Text, room);
            return text.Append(fitting > 0 ? Render(span, span.Text[..fitting]) : "").Append(TextLimit.Ellipsis).ToString();
        }

        return text.ToString();
    }

    private static string Render(MarkdownSpan span, string words)
    {
        var text = span.Code ? $"`{Escape(words)}`" : Escape(words);
        if (span.Link is { } link)
            text = $"<{Escape(link.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{text}>";
        return span.Bold ? $"*{text}*" : text;
    }

    /// <summary>How many characters of a text fit when they are escaped.</summary>
    private static int Fitting(string words, int room)
    {
        var length = 0;
        foreach (var rune in words.EnumerateRunes())
        {
            room -= Escape(rune.ToString()).Length;
            if (room < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return length;
    }
}
