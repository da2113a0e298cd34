using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Tests.Windows;

public sealed class WindowJitterTests
{
    [Fact]
    public void A_delay_is_always_the_same_for_one_and_spread_over_many()
    {
        var jitter = new WindowJitter { Min = TimeSpan.FromSeconds(10), Max = TimeSpan.FromSeconds(14) };
        var delays = Enumerable.Range(0, 500).Select(number => jitter.DelayOf($"run-{number}")).ToArray();

        Assert.Equal(delays, Enumerable.Range(0, 500).Select(number => jitter.DelayOf($"run-{number}")));
        Assert.Equal([10, 11, 12, 13, 14], delays.Select(delay => (int)delay.TotalSeconds).Distinct().Order());
        Assert.All(delays.GroupBy(delay => delay), group => Assert.InRange(group.Count(), 50, 150));
    }

    [Theory]
    [InlineData(null, 60, null)]
    [InlineData(60, 60, null)]
    [InlineData(0, 86_400, null)]
    [InlineData(null, null, "jitter.max: The field 'max' is missing.")]
    [InlineData(null, 0, "jitter.max: Write a duration longer than nothing, at most 1d.")]
    [InlineData(null, 86_401, "jitter.max: Write a duration longer than nothing, at most 1d.")]
    [InlineData(61, 60, "jitter.min: The least delay is longer than the most, 1m.")]
    public void What_is_no_jitter_is_explained_with_its_field(int? min, int? max, string? fault)
    {
        var isJitter = WindowJitter.TryParse(Seconds(min), Seconds(max), skipManual: true, out var jitter, out var faults);

        Assert.Equal(fault is null, isJitter);
        Assert.Equal(fault, faults.SingleOrDefault()?.ToString());
        Assert.Equal(isJitter ? (Seconds(min ?? 0), Seconds(max), true) : (null, null, null), (jitter?.Min, jitter?.Max, jitter?.SkipManual));
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } count ? TimeSpan.FromSeconds(count) : null;
}
