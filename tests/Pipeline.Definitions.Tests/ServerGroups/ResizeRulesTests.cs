using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Definitions.Tests.ServerGroups;

public sealed class ResizeRulesTests
{
    [Theory]
    [InlineData("1 1 1", 0, null, null, "0 1 1")]
    [InlineData("1 1 1", null, null, 0, "0 0 0")]
    [InlineData("1 1 1", null, null, 1, "1 1 1")]
    [InlineData("1 1 1", 2, null, null, "2 2 2")]
    [InlineData("1 1 3", 2, null, null, "2 2 3")]
    [InlineData("1 1 1", 0, null, 2, "0 1 2")]
    [InlineData("1 3 3", 0, null, 2, "0 2 2")]
    [InlineData("1 3 3", null, null, null, "1 3 3")]
    [InlineData("1 3 3", null, 2, null, "1 2 3")]
    public void What_is_left_out_stays_within_what_is_given(string current, int? min, int? desired, int? max, string expected) =>
        Assert.Equal(Read(expected), ResizeRules.Exact(Read(current), min, desired, max));

    [Theory]
    [InlineData("10 10 10", 10, "11 11 11")]
    [InlineData("10 10 10", -10, "9 9 9")]
    [InlineData("1 1 1", 30, "2 2 2")] // rounded away from nothing
    [InlineData("1 1 1", -30, "0 0 0")]
    [InlineData("0 3 8", 50, "0 5 12")]
    [InlineData("4 5 6", -1000, "0 0 0")]
    public void A_percentage_is_of_each_number(string current, int percentage, string expected) =>
        Assert.Equal(Read(expected), ResizeRules.ByPercentage(Read(current), percentage));

    [Theory]
    [InlineData("1 2 3", 2, "3 4 5")]
    [InlineData("1 2 3", -2, "0 0 1")]
    public void A_number_is_added_to_each(string current, int difference, string expected) =>
        Assert.Equal(Read(expected), ResizeRules.ByNumber(Read(current), difference));

    [Theory]
    [InlineData("1 2 3;2 2 9", null, null, "2 2 9")]
    [InlineData("1 2 3;2 2 9", 3, null, "2 5 9")]
    [InlineData("1 2 3;2 2 9", 30, null, "2 9 9")]
    [InlineData("1 2 3;2 4 9", 1, 50, "2 6 9")]
    [InlineData("5 1 3", null, null, "5 5 5")]
    public void The_clusters_largest_numbers_are_taken(string cluster, int? number, int? percentage, string expected) =>
        Assert.Equal(Read(expected), ResizeRules.ToCluster([.. cluster.Split(';').Select(Read)], number, percentage));

    [Theory]
    [InlineData(100, "4 5 6", "5 5 6", "5 5 5")]
    [InlineData(50, "3 3 6", "3 3 6", "3 3 3")]
    [InlineData(25, "2 2 6", "2 2 6", "2 2 2")]
    [InlineData(20, "1 1 6", "1 1 6", "1 1 1")]
    [InlineData(0, "0 0 6", "0 0 6", "0 0 0")]
    [InlineData(200, "4 10 10", "10 10 10", "10 10 10")]
    public void A_source_is_scaled_and_pinned(int percentage, string scaled, string pinnedMinimum, string pinned)
    {
        var capacity = ResizeRules.Scaled(new(4, 5, 6), percentage);

        Assert.Equal((Read(scaled), Read(pinnedMinimum), Read(pinned)), (capacity, ResizeRules.PinnedMinimum(capacity), ResizeRules.Pinned(capacity)));
        Assert.Equal(Math.Min(4, capacity.Desired), ResizeRules.UnpinnedMinimum(ResizeRules.PinnedMinimum(capacity), 4).Min);
    }

    [Fact]
    public void No_action_gives_less_than_nothing_or_bounds_that_cross() => Prop.ForAll(
        Gen.Choose(0, 100).ListOf(3).Select(numbers => numbers.Order().ToArray()).ToArbitrary(),
        Gen.Choose(-300, 300).ToArbitrary(),
        (numbers, change) =>
        {
            Capacity[] results =
            [
                ResizeRules.ByNumber(new(numbers[0], numbers[1], numbers[2]), change),
                ResizeRules.ByPercentage(new(numbers[0], numbers[1], numbers[2]), change),
                ResizeRules.Scaled(new(numbers[0], numbers[1], numbers[2]), Math.Abs(change)),
                ResizeRules.ToCluster([new(numbers[0], numbers[1], numbers[2])], change, null),
                ResizeRules.Exact(new(numbers[0], numbers[1], numbers[2]), null, null, Math.Abs(change)),
                ResizeRules.Exact(new(numbers[0], numbers[1], numbers[2]), Math.Abs(change), null, null),
            ];
            return results.All(result => result.Min >= 0 && result.Min <= result.Desired && result.Desired <= result.Max);
        }).QuickCheckThrowOnFailure();

    private static Capacity Read(string text) =>
        text.Split(' ').Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray() is [var min, var desired, var max]
            ? new(min, desired, max)
            : throw new FormatException(text);
}
