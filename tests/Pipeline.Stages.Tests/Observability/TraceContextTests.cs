using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Tests.Observability;

public sealed class TraceContextTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string Good = $"00-{Trace}-{Span}-01";

    [Theory]
    [InlineData(Good, Good)]
    [InlineData($" 00-{Trace}-{Span}-01\t", Good)]
    [InlineData($"00-{Trace}-{Span}-00", $"00-{Trace}-{Span}-00")]
    [InlineData($"00-{Trace}-{Span}-03", Good)]
    [InlineData($"00-{Trace}-{Span}-02", $"00-{Trace}-{Span}-00")]
    [InlineData($"cc-{Trace}-{Span}-01", Good)]
    [InlineData($"cc-{Trace}-{Span}-01-what-the-future-brings", Good)]
    [InlineData($"cc-{Trace}-{Span}-01.what", null)]
    [InlineData($"00-{Trace}-{Span}-01-more", null)]
    [InlineData($"ff-{Trace}-{Span}-01", null)]
    [InlineData($"0-{Trace}-{Span}-01", null)]
    [InlineData($"00-{Trace}-{Span}", null)]
    [InlineData($"00-{Trace}-{Span}-1", null)]
    [InlineData($"00-{Trace}-{Span}-0x", null)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", null)]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01", null)]
    [InlineData($"00-{Trace}-0000000000000000-01", null)]
    [InlineData($"00-{Trace}-{Span}-01\n", null)]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    public void A_malformed_parent_is_none(string header, string? kept) =>
        Assert.Equal(kept, TraceContext.Read([header], [])?.Parent);

    [Fact]
    public void A_parent_that_is_missing_or_stands_twice_is_none()
    {
        Assert.Null(TraceContext.Read([], ["a=1"]));
        Assert.Null(TraceContext.Read([Good, Good], []));
    }

    [Theory]
    [InlineData("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")]
    [InlineData("tenant@system=x , ,b=2", "tenant@system=x,b=2")]
    [InlineData("a b=1", null)]
    [InlineData("a=", null)]
    [InlineData("a=1=2", null)]
    [InlineData("A=1", null)]
    [InlineData("a=한", null)]
    [InlineData("", null)]
    public void A_malformed_state_is_none_and_the_parent_stands(string header, string? kept)
    {
        var context = TraceContext.Read([Good], [header]);

        Assert.Equal((Good, kept), (context?.Parent, context?.State));
    }

    [Fact]
    public void States_of_several_headers_are_one_list_and_one_that_is_too_long_is_none()
    {
        Assert.Equal("a=1,b=2", TraceContext.Read([Good], ["a=1", "b=2"])?.State);
        Assert.Null(TraceContext.Read([Good], [string.Join(',', Enumerable.Range(0, 33).Select(index => $"k{index}=1"))])?.State);
        Assert.Null(TraceContext.Read([Good], ["a=" + new string('x', 250), "b=" + new string('x', 250), "c=" + new string('x', 250)])?.State);
    }
}
