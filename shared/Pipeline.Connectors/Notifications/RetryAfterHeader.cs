using System.Globalization;

namespace Pipeline.Connectors.Notifications;

/// <summary>The header Retry-After (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>How long it asks to wait, between 1 s and a day; null when it is missing or cannot be read.</summary>
    public static TimeSpan? Read(string? value, DateTimeOffset now)
    {
        TimeSpan? asked = value switch
        {
            null => null,
            _ when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 86_400)),
            _ when DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at - now,
            _ => null,
        };
        return asked is { } span ? TimeSpan.FromSeconds(Math.Clamp(span.TotalSeconds, 1, 86_400)) : null;
    }
}
