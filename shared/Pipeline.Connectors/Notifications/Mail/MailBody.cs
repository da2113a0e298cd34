using System.Net;
using System.Text;
using Pipeline.Connectors.Notifications.Markdown;

namespace Pipeline.Connectors.Notifications.Mail;

/// <summary>A message as text and as HTML, with the same links in both.</summary>
internal static class MailBody
{
    /// <summary>Writes the text.</summary>
    public static string Text(NotificationMessage message) => string.Join(
        "\n\n",
        new[]
        {
            $"{message.Severity.Sign()} {TextLimit.OneLine(message.Title)}",
            MarkdownPlain.Render(MarkdownText.Parse(message.Text)),
            string.Join('\n', message.Fields.Select(field => $"{field.Name}: {field.Value}")),
            string.Join('\n', message.Actions.Select(action => $"{action.Label}: {action.Url.AbsoluteUri}")),
        }.Where(part => part.Length > 0)) + "\n";

    /// <summary>Writes the HTML: no image, script or style sheet, so that every reader shows it as it is.</summary>
    public static string Html(NotificationMessage message)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html><body style=\"font-family:sans-serif\">\n");
        html.Append($"<h2>{message.Severity.Sign()} {Encode(TextLimit.OneLine(message.Title))}</h2>\n");
        foreach (var paragraph in MarkdownText.Parse(message.Text))
            html.Append($"<p>{string.Join("<br>\n", paragraph.Lines.Select(line => string.Concat(line.Spans.Select(Span))))}</p>\n");
        if (message.Fields.Count > 0)
            html.Append($"<table>\n{string.Concat(message.Fields.Select(Row))}</table>\n");
        if (message.Actions.Count > 0)
            html.Append($"<p>{string.Join(" &nbsp; ", message.Actions.Select(Link))}</p>\n");
        return html.Append("</body></html>\n").ToString();
    }

    private static string Span(MarkdownSpan span)
    {
        var text = span.Code ? $"<code>{Encode(span.Text)}</code>" : Encode(span.Text);
        if (span.Link is { } link)
            text = $"<a href=\"{Encode(link.AbsoluteUri)}\">{text}</a>";
        return span.Bold ? $"<strong>{text}</strong>" : text;
    }

    private static string Row(NotificationField field) =>
        $"<tr><th align=\"left\">{Encode(field.Name)}</th><td>{Encode(field.Value)}</td></tr>\n";

    private static string Link(NotificationAction action)
    {
        var color = action.Style switch
        {
            NotificationActionStyle.Primary => "#1a7f37",
            NotificationActionStyle.Danger => "#cf222e",
            _ => "#0969da",
        };
        return $"<a href=\"{Encode(action.Url.AbsoluteUri)}\" style=\"color:{color};font-weight:bold\">{Encode(action.Label)}</a>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
