using Pipeline.Definitions.Concurrency;
using static Pipeline.Definitions.Tests.Concurrency.Claims;

namespace Pipeline.Definitions.Tests.Concurrency;

public sealed class DeadlockRulesTests
{
    public static IEnumerable<TheoryDataRow<string, SlotClaim[], bool>> Situations() =>
    [
        new("a child of the same pipeline, whose only slot the parent has", [Claim("r1", "a"), Claim("r2", "a", "r1")], true),
        new("the same with a second slot that is free", [Claim("r1", "a") with { Max = 2 }, Claim("r2", "a", "r1") with { Max = 2 }], false),
        new("the same with a second slot that another run has", [Claim("r1", "a") with { Max = 2 }, Claim("r9", "a") with { Max = 2 }, Claim("r2", "a", "r1") with { Max = 2 }], false),
        new("the same with both slots at runs that wait for it", [Claim("r1", "a") with { Max = 2 }, Claim("r2", "a", "r1") with { Max = 2 }, Claim("r3", "a", "r2", "r1") with { Max = 2 }], true),
        new("a grandchild of the same pipeline, through one without limit", [Claim("r1", "a"), Claim("r3", "a", "r2", "r1")], true),
        new("a child of a pipeline that is busy with another run", [Claim("r1", "a"), Claim("r9", "b"), Claim("r2", "b", "r1")], false),
        new("a child in the group that the parent has", [Claim("r1", "a+prod"), Claim("r2", "b+prod", "r1")], false),
        new("a child in the group, behind a run that waits for the group", [Claim("r1", "a+prod"), Claim("r9", "b+prod"), Claim("r2", "b+prod", "r1")], false),
        new("a child in a group that another run has", [Claim("r1", "a+prod"), Claim("r9", "c+stage"), Claim("r2", "b+stage", "r1")], false),
        new("two runs whose children each need what the other has", [Claim("r1", "a"), Claim("r2", "b"), Claim("r3", "b", "r1"), Claim("r4", "a", "r2")], true),
        new("a circle of three", [Claim("r1", "a"), Claim("r2", "b"), Claim("r3", "c"), Claim("r4", "b", "r1"), Claim("r5", "c", "r2"), Claim("r6", "a", "r3")], true),
        new("a chain of three that ends", [Claim("r1", "a"), Claim("r2", "b"), Claim("r3", "c"), Claim("r4", "b", "r1"), Claim("r5", "c", "r2")], false),
        new("a run that nobody waits for", [Claim("r1", "a"), Claim("r2", "a")], false),
    ];

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_claim_waits_for_ever_when_whoever_has_its_slots_waits_for_it(string situation, SlotClaim[] claims, bool expected) =>
        Assert.True(expected == DeadlockRules.WaitsForEver(Pools(claims), claims[^1]), situation);

    [Fact]
    public void What_is_superseded_keeps_nobody_waiting()
    {
        var child = Claim("r4", "a", "r2");
        var pools = Pools(Claim("r1", "a"), Claim("r2", "b"), Claim("r3", "b", "r1"), child);

        Assert.False(DeadlockRules.WaitsForEver(SlotRules.Supersede(pools, Claim("r3", "b"), 9).After, child));
    }
}
