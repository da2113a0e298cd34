using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Runs;

public sealed class RunIdTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Later_ids_are_greater_and_their_mirrors_smaller()
    {
        var earlier = RunId.New(Now);
        var later = RunId.New(Now.AddMilliseconds(1));

        Assert.True(string.CompareOrdinal(earlier, later) < 0);
        Assert.True(string.CompareOrdinal(RunId.Mirror(earlier), RunId.Mirror(later)) > 0);
    }

    [Fact]
    public void Mirror_of_a_mirror_is_the_id()
    {
        var id = RunId.New(Now);

        Assert.Equal(id, RunId.Mirror(RunId.Mirror(id)));
        Assert.True(RunId.IsWellFormed(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01HQ3DCBD00302QJSK4XTYCEJW")]
    [InlineData("../../../../etc/passwd0000")]
    [InlineData("01q3dcbd00302qjsk4xtycejwgg")]
    public void Other_texts_are_no_ids(string text) => Assert.False(RunId.IsWellFormed(text));

    [Theory]
    [InlineData("1970-01-01T00:00:00.000Z")]
    [InlineData("2026-03-31T09:15:00.123Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void An_id_tells_its_time_and_lies_between_the_least_of_its_moment_and_of_the_next(string moment)
    {
        var time = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
        var id = RunId.New(time);

        Assert.Equal(time, RunId.TimeOf(id));
        Assert.Equal(time, RunId.TimeOf(RunId.Least(time)));
        Assert.True(string.CompareOrdinal(RunId.Least(time), id) <= 0);
        if (time.Year < 9999)
            Assert.True(string.CompareOrdinal(id, RunId.Least(time.AddMilliseconds(1))) < 0);
    }
}
