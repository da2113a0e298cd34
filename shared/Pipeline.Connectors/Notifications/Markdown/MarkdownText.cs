using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Notifications.Markdown;

/// <summary>
/// The Markdown of messages: paragraphs with a blank line between, whose line breaks are kept; <c>**bold**</c>, <c>`code`</c>,
/// <c>[text](https://…)</c>; a backslash before a mark makes it a plain character. Everything else is plain text.
/// </summary>
public static partial class MarkdownText
{
    /// <summary>Writes plain text so that it is read as such. For values from outside: branch names, commit messages…</summary>
    public static string Escape(string text) => Marks.Replace(text, @"\$0");

    /// <summary>Reads a text. Every text can be read: a mark without its counterpart is a plain character.</summary>
    internal static IReadOnlyList<MarkdownParagraph> Parse(string text) =>
    [
        .. BlankLines.Split(text.ReplaceLineEndings("\n"))
            .Select(paragraph => paragraph.Trim())
            .Where(paragraph => paragraph.Length > 0)
            .Select(paragraph => new MarkdownParagraph([.. paragraph.Split('\n').Select(line => new MarkdownLine(Spans(line.TrimEnd(), bold: false)))])),
    ];

    private static List<MarkdownSpan> Spans(string line, bool bold)
    {
        var spans = new List<MarkdownSpan>();
        var plain = new StringBuilder();
        var rest = 0;
        foreach (Match mark in Spanned.Matches(line))
        {
            plain.Append(line, rest, mark.Index - rest);
            rest = mark.Index + mark.Length;
            if (mark.Groups["escaped"] is { Success: true } escaped)
            {
                plain.Append(escaped.Value);
                continue;
            }

            IReadOnlyList<MarkdownSpan> found = mark.Groups["bold"] is { Success: true } inner
                ? Spans(inner.Value, bold: true)
                : [Single(mark) with { Bold = bold }];
            AddPlain(spans, plain, bold);
            spans.AddRange(found);
        }

        plain.Append(line, rest, line.Length - rest);
        AddPlain(spans, plain, bold);
        return spans;
    }

    private static MarkdownSpan Single(Match mark)
    {
        if (mark.Groups["code"] is { Success: true } code)
            return new(code.Value) { Code = true };
        return Uri.TryCreate(mark.Groups["url"].Value, UriKind.Absolute, out var url)
            ? new(Escapes.Replace(mark.Groups["label"].Value, "$1")) { Link = url }
            : new(mark.Value);
    }

    private static void AddPlain(List<MarkdownSpan> spans, StringBuilder plain, bool bold)
    {
        if (plain.Length > 0)
            spans.Add(new(plain.ToString()) { Bold = bold });
        plain.Clear();
    }

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex BlankLines { get; }

    [GeneratedRegex(@"[\\*`\[\]]")]
    private static partial Regex Marks { get; }

    [GeneratedRegex(@"\\([\\*`\[\]])")]
    private static partial Regex Escapes { get; }

    // Every alternative ends at the first character that it cannot hold and none can read a text in two ways: the time is linear.
    [GeneratedRegex(
        @"\\(?<escaped>[\\*`\[\]])|`(?<code>[^`]+)`|\*\*(?=\S)(?<bold>(\\.|[^*\\])+)(?<=\S)\*\*|\[(?<label>(\\.|[^\[\]\\])+)\]\((?<url>https?://[^\s()<>]+)\)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Spanned { get; }
}
