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
}
