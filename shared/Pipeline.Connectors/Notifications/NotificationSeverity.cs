namespace Pipeline.Connectors.Notifications;

/// <summary>How good or bad the news is.</summary>
public enum NotificationSeverity
{
    /// <summary>Neither: something began or is asked.</summary>
    Info,

    /// <summary>Something succeeded.</summary>
    Success,

    /// <summary>Something needs a look.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Failure,
}

/// <summary>How severities look where there is only text.</summary>
internal static class NotificationSeverities
{
    /// <summary>A sign to put before the title; a check mark, a cross and so on.</summary>
    public static string Sign(this NotificationSeverity severity) => severity switch
    {
        NotificationSeverity.Success => "✅",
        NotificationSeverity.Warning => "⚠️",
        NotificationSeverity.Failure => "❌",
        _ => "ℹ️",
    };
}
