using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

public sealed class JoinRulesTests
{
    // Two upstreams, each open, gone well or stuck; the three columns are join all, any and all-done.
    [Theory]
    [InlineData(0, 0, JoinDecision.Wait, JoinDecision.Wait, JoinDecision.Wait)]
    [InlineData(1, 0, JoinDecision.Wait, JoinDecision.Start, JoinDecision.Wait)]
    [InlineData(2, 0, JoinDecision.Start, JoinDecision.Start, JoinDecision.Start)]
    [InlineData(0, 1, JoinDecision.Never, JoinDecision.Wait, JoinDecision.Wait)]
    [InlineData(1, 1, JoinDecision.Never, JoinDecision.Start, JoinDecision.Start)]
    [InlineData(0, 2, JoinDecision.Never, JoinDecision.Never, JoinDecision.Start)]
    public void Each_join_decides_by_its_upstreams(int went, int stuck, JoinDecision all, JoinDecision any, JoinDecision allDone)
    {
        Assert.Equal(all, JoinRules.Decide(JoinRule.All, 2, went, stuck));
        Assert.Equal(any, JoinRules.Decide(JoinRule.Any, 2, went, stuck));
        Assert.Equal(allDone, JoinRules.Decide(JoinRule.AllDone, 2, went, stuck));
    }

    [Fact]
    public void A_stage_without_upstreams_starts_whatever_its_join()
    {
        foreach (var join in Enum.GetValues<JoinRule>())
            Assert.Equal(JoinDecision.Start, JoinRules.Decide(join, 0, 0, 0));
    }
}
