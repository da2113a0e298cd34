namespace Pipeline.Connectors.Notifications;

/// <summary>What a webhook's host answered.</summary>
internal sealed record WebhookAnswer
{
    /// <summary>Who answered.</summary>
    public required string Host { get; init; }

    /// <summary>The status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The beginning of the body on one line, without secrets.</summary>
    public string Text { get; init; } = "";

    /// <summary>How long the host asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the status code alone means.</summary>
    /// <param name="explanation">What to change; null when nothing more is known than what the host says.</param>
    public NotificationDelivery Judge(string? explanation = null)
    {
        var said = Text.Length > 0 ? $": {Text}" : "";
        return StatusCode switch
        {
            >= 200 and < 300 => new NotificationDelivery.Delivered(),
            408 or 425 or 429 or >= 500 => new NotificationDelivery.Retry($"{Host} answered {StatusCode}{said}", RetryAfter),
            >= 300 and < 400 => new NotificationDelivery.Refused($"{Host} answered {StatusCode}, a redirect, which is not followed: set the URL that it leads to."),
            _ => new NotificationDelivery.Refused($"{Host} answered {StatusCode}{said}{(explanation is null ? "" : $" ({explanation})")}"),
        };
    }
}
