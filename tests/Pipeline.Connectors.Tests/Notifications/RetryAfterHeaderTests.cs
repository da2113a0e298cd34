using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Tests.Notifications;

public sealed class RetryAfterHeaderTests
{
    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 1)]
    [InlineData("999999999999", 86_400)]
    [InlineData("Tue, 01 Jan 2030 00:02:00 GMT", 120)]
    [InlineData("Mon, 31 Dec 2029 00:00:00 GMT", 1)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Seconds_and_dates_are_understood(string? value, int? seconds) => Assert.Equal(
        seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, RetryAfterHeader.Read(value, new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
}
