namespace Pipeline.Connectors.Notifications;

/// <summary>A link that is shown as a button where the channel has buttons. Following it only opens a page.</summary>
public sealed record NotificationAction
{
    /// <summary>Makes one.</summary>
    /// <param name="label">What the button says, plain text.</param>
    /// <param name="url">The page: absolute, https (or http, for an installation that is served so).</param>
    /// <param name="style">How the button looks.</param>
    /// <exception cref="ArgumentException">The URL is of another kind.</exception>
    public NotificationAction(string label, Uri url, NotificationActionStyle style = NotificationActionStyle.Default)
    {
        Label = label;
        Url = url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url
            : throw new ArgumentException($"The action '{label}' needs an absolute URL that begins with https://.", nameof(url));
        Style = style;
    }

    /// <summary>What the button says.</summary>
    public string Label { get; }

    /// <summary>The page that it opens.</summary>
    public Uri Url { get; }

    /// <summary>How it looks.</summary>
    public NotificationActionStyle Style { get; }
}

/// <summary>How a button looks.</summary>
public enum NotificationActionStyle
{
    /// <summary>Like any other.</summary>
    Default,

    /// <summary>As what most readers will want.</summary>
    Primary,

    /// <summary>As what should be thought over.</summary>
    Danger,
}
