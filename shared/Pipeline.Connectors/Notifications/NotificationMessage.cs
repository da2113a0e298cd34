namespace Pipeline.Connectors.Notifications;

/// <summary>What people are told, whatever the channel. Each channel shows it as its own means allow.</summary>
public sealed record NotificationMessage
{
    /// <summary>The same at every delivery of the same notice, so that a repeated one can be recognised.</summary>
    public required string Id { get; init; }

    /// <summary>One line, plain text.</summary>
    public required string Title { get; init; }

    /// <summary>The text, in the subset of Markdown that <see cref="Markdown.MarkdownText"/> describes; may be empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>How the message is marked.</summary>
    public NotificationSeverity Severity { get; init; }

    /// <summary>Facts beside the text, in order.</summary>
    public IReadOnlyList<NotificationField> Fields { get; init; } = [];

    /// <summary>Where the reader can go, in order.</summary>
    public IReadOnlyList<NotificationAction> Actions { get; init; } = [];
}
