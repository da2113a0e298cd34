namespace Pipeline.Connectors.Notifications.Markdown;

/// <summary>A paragraph.</summary>
/// <param name="Lines">Its lines; their breaks are kept.</param>
internal sealed record MarkdownParagraph(IReadOnlyList<MarkdownLine> Lines);

/// <summary>A line of a paragraph.</summary>
/// <param name="Spans">Its parts, in order; none is empty.</param>
internal sealed record MarkdownLine(IReadOnlyList<MarkdownSpan> Spans);

/// <summary>A part of a line that looks the same all through.</summary>
/// <param name="Text">What is shown.</param>
internal sealed record MarkdownSpan(string Text)
{
    /// <summary>Whether it is bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Whether it is code.</summary>
    public bool Code { get; init; }

    /// <summary>Where it leads; null: nowhere.</summary>
    public Uri? Link { get; init; }
}
