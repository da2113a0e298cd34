using Pipeline.Connectors.Git.Api;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Tests.Git.Api;

public sealed class RateLimitsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(403, "Retry-After: 30", 30.0)]
    [InlineData(403, "X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1800000090", 90.0)]
    [InlineData(403, "X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1700000000", 1.0)]
    [InlineData(403, "X-RateLimit-Remaining: 0", 60.0)]
    [InlineData(403, "X-RateLimit-Remaining: 12|X-RateLimit-Reset: 1800000090", null)]
    [InlineData(403, "", null)]
    [InlineData(429, "", 60.0)]
    [InlineData(429, "RateLimit-Reset: 1800000007", 7.0)]
    [InlineData(429, "Retry-After: 5|RateLimit-Reset: 1800000007", 5.0)]
    [InlineData(429, "Retry-After: soon", 60.0)]
    [InlineData(429, "X-RateLimit-Reset: 99999999999999", 60.0)]
    [InlineData(429, "X-RateLimit-Reset: 1999999999", 21_600.0)]
    [InlineData(200, "X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1800000090", null)]
    public void A_rate_limit_says_when_it_ends(int status, string headers, double? seconds)
    {
        var answer = new OutboundResponse
        {
            StatusCode = status,
            Url = new("https://git.example.com"),
            Headers = headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static header => header.Split(": ")).ToDictionary(
                static header => header[0], static IReadOnlyList<string> (header) => [header[1]], StringComparer.OrdinalIgnoreCase),
        };

        Assert.Equal(seconds, RateLimits.RetryAfter(answer, Now)?.TotalSeconds);
    }
}
