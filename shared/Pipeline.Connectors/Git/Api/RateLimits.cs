using System.Globalization;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Git.Api;

/// <summary>
/// When a server that takes no more calls wants to be asked again. GitHub answers 403 or 429, with Retry-After (secondary limits) or with
/// X-RateLimit-Remaining 0 and X-RateLimit-Reset; GitLab answers 429 with Retry-After and RateLimit-Reset. Resets are seconds since 1970.
/// </summary>
internal static class RateLimits
{
    private static readonly TimeSpan Otherwise = TimeSpan.FromMinutes(1); // as GitHub asks for where it says nothing
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>How long to wait, between 1 s and 6 h; null when the answer is no rate limit.</summary>
    public static TimeSpan? RetryAfter(OutboundResponse answer, DateTimeOffset now)
    {
        var retryAfter = RetryAfterHeader.Read(answer.Header("Retry-After"), now);
        var isSpent = answer.Header("X-RateLimit-Remaining") == "0";
        var isLimit = answer.StatusCode == 429 || (answer.StatusCode == 403 && (retryAfter is not null || isSpent));
        if (!isLimit)
            return null;

        var pause = retryAfter ?? Reset(answer, now) ?? Otherwise;
        return TimeSpan.FromSeconds(Math.Clamp(pause.TotalSeconds, 1, Longest.TotalSeconds));
    }

    private static TimeSpan? Reset(OutboundResponse answer, DateTimeOffset now) =>
        long.TryParse(answer.Header("X-RateLimit-Reset") ?? answer.Header("RateLimit-Reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) - now
            : null;
}
