using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Tests.Durations;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("3d", 259_200_000)]
    [InlineData("1w", 604_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("PT5M", 300_000)]
    [InlineData("P1DT12H", 129_600_000)]
    [InlineData("PT0.5S", 500)]
    [InlineData("P2W", 1_209_600_000)]
    public void Durations_are_read(string text, long milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("30", "no unit")]
    [InlineData("-5m", "not a duration")]
    [InlineData("5 m", "not a duration")]
    [InlineData("5M", "not a duration")]
    [InlineData("30m1h", "not a duration")]
    [InlineData("5m\n", "not a duration")]
    [InlineData("P1M", "ISO 8601")]
    [InlineData("P", "ISO 8601")]
    [InlineData("PT", "ISO 8601")]
    [InlineData("P1DT", "ISO 8601")]
    [InlineData("999999999d", "too long")]
    [InlineData("५m", "not a duration")]
    public void What_is_no_duration_is_explained(string text, string explanation)
    {
        Assert.False(Duration.TryParse(text, out _, out var fault));
        Assert.Contains(explanation, fault, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Duration.Parse(text));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(30_000, "30s")]
    [InlineData(5_400_000, "1h30m")]
    [InlineData(90_061_001, "1d1h1m1s1ms")]
    public void Durations_are_written_in_their_shortest_form(long milliseconds, string text)
    {
        Assert.Equal(text, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));
    }
}
