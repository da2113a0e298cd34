using Pipeline.Definitions.Concurrency;
using static Pipeline.Definitions.Tests.Concurrency.Claims;

namespace Pipeline.Definitions.Tests.Concurrency;

public sealed class SlotRulesTests
{
    [Fact]
    public void Runs_beyond_the_limit_wait_in_the_order_in_which_they_came()
    {
        var pools = Pools(Claim("r1", "a"), Claim("r2", "a"), Claim("r3", "a"));
        Assert.Equal("a: r1 | r2 r3", pools.Text());

        pools = pools.Release(Claim("r1", "a")).Promote();
        Assert.Equal("a: r2 | r3", pools.Text());
        pools = pools.Release(Claim("r2", "a")).Promote();
        Assert.Equal("a: r3 |", pools.Text());
        Assert.True(pools.Release(Claim("r3", "a")).Promote()["pipeline:default/a"].IsUnclaimed);
    }

    [Fact]
    public void The_same_claim_again_changes_nothing()
    {
        var pools = Pools(Claim("r1", "a"), Claim("r2", "a"));

        Assert.Equal((pools, true), SlotRules.Request(pools, Claim("r1", "a")));
        Assert.Equal((pools, false), SlotRules.Request(pools, Claim("r2", "a")));
        Assert.Same(pools, pools.Release(Claim("r3", "a")));
        Assert.Equal((pools, false), SlotRules.Begin(pools, Claim("r1", "a")));
    }

    [Fact]
    public void A_slot_that_is_free_is_for_those_who_wait_before_it_is_for_who_comes()
    {
        var pools = Pools(Claim("r1", "a"), Claim("r2", "a")).Release(Claim("r1", "a"));

        pools = SlotRules.Request(pools, Claim("r3", "a")).After;

        Assert.Equal("a:  | r2 r3", pools.Text());
        Assert.Equal("a: r2 | r3", pools.Promote().Text());
    }

    [Fact]
    public void A_group_lets_one_run_of_all_its_pipelines_go_and_one_that_waits_holds_nothing()
    {
        var pools = Pools(Claim("r1", "a+prod"), Claim("r2", "b+prod"), Claim("r3", "c"));
        Assert.Equal("prod: r1 | r2; a: r1 |; b:  | r2; c: r3 |", pools.Text());

        Assert.Equal("prod: r2 |; b: r2 |; c: r3 |", pools.Release(Claim("r1", "a+prod")).Promote().Text());
    }

    [Fact]
    public void A_run_that_a_busy_group_keeps_waiting_does_not_keep_others_from_its_pipeline()
    {
        // r2's revision still has the group, r3's has not.
        var pools = Pools(Claim("r1", "b+prod"), Claim("r2", "a+prod"), Claim("r3", "a")).Promote();

        Assert.Equal("prod: r1 | r2; a: r3 | r2; b: r1 |", pools.Text());
    }

    [Fact]
    public void A_child_shares_the_group_of_the_runs_that_wait_for_it_and_holds_it_for_itself_when_they_are_gone()
    {
        var parent = Claim("r1", "a+prod");
        var child = Claim("r3", "c+prod", "r2", "r1");
        var pools = Pools(parent, Claim("r9", "b+prod"), child).Promote();
        Assert.Equal("prod: r1 r3 | r9; a: r1 |; b:  | r9; c: r3 |", pools.Text());

        pools = pools.Release(parent).Promote();
        Assert.Equal("prod: r3 | r9; b:  | r9; c: r3 |", pools.Text());
        Assert.Equal("prod: r9 |; b: r9 |", pools.Release(child).Promote().Text());
    }

    [Fact]
    public void A_child_shares_no_slot_of_a_pipeline() =>
        Assert.Equal("a: r1 | r2", Pools(Claim("r1", "a"), Claim("r2", "a", "r1")).Promote().Text());

    [Theory]
    [InlineData(2, 3, "a: r1 r2 r3 | r4")]
    [InlineData(2, 1, "a: r1 | r2 r3 r4")]
    [InlineData(1, 3, "a: r1 | r2 r3 r4")]
    public void The_newest_revision_of_which_a_run_came_says_how_many(int revision, int max, string expected)
    {
        var pools = Pools(
            Claim("r1", "a") with { Revision = 2 },
            Claim("r2", "a") with { Revision = 2 },
            Claim("r3", "a") with { Revision = 2 },
            Claim("r4", "a") with { Revision = revision, Max = max });

        // Of the same revision nothing else can come; of an older one only runs that are restarted, which change nothing.
        Assert.Equal(expected, (revision == 1 ? pools : pools.Promote()).Text());
    }

    [Fact]
    public void A_generation_clears_what_an_earlier_one_left()
    {
        var pools = Pools(Claim("r1", "a"), Claim("r1", "a") with { Generation = 2 });

        Assert.Equal(2, Assert.Single(pools["pipeline:default/a"].Holders).Generation);
        Assert.Same(pools, pools.Release(Claim("r1", "a")));
    }

    [Fact]
    public void The_newest_that_waits_supersedes_those_before_it_but_none_that_another_run_waits_for()
    {
        var pools = Pools(
            Claim("r1", "a"),
            Claim("r2", "a"),
            Claim("r3", "a", "r9"),
            Claim("r4", "a") with { Policy = ConcurrencyPolicy.LatestOnly },
            Claim("r5", "a") with { Policy = ConcurrencyPolicy.LatestOnly },
            Claim("r6", "a"));

        Assert.Equal([("r2", 5), ("r4", 5)], SlotRules.Superseded(pools["pipeline:default/a"]).Select(found => (found.Claim.Run, found.By)));
    }

    [Fact]
    public void A_superseded_claim_gets_no_slot_any_more_and_stays_marked_for_whoever_ends_it()
    {
        var older = Claim("r2", "a+prod");
        var pools = Pools(Claim("r1", "a+prod"), older, Claim("r3", "a+prod") with { Policy = ConcurrencyPolicy.LatestOnly });

        var (after, isSuperseded) = SlotRules.Supersede(pools, older, 3);
        Assert.True(isSuperseded);
        after = SlotRules.Supersede(after, older, 7).After.Release(Claim("r1", "a+prod")).Promote();

        Assert.Equal("prod: r3 | r2; a: r3 | r2", after.Text());
        Assert.Equal([("r2", 3)], SlotRules.Superseded(after["pipeline:default/a"]).Select(found => (found.Claim.Run, found.By)));
        Assert.False(SlotRules.Supersede(pools, Claim("r1", "a+prod"), 3).IsSuperseded);
    }

    [Fact]
    public void A_claim_can_be_withdrawn_while_it_waits_and_never_once_it_holds()
    {
        var holder = Claim("r1", "a+prod");
        var waiting = Claim("r2", "a+prod");
        var pools = Pools(holder, waiting);

        Assert.Equal((pools, false), SlotRules.Withdraw(pools, holder.Pools, "r1", 1));
        var (after, isOut) = SlotRules.Withdraw(pools, waiting.Pools, "r2", 1);
        Assert.True(isOut);
        Assert.Equal("prod: r1 |; a: r1 |", after.Text());
        Assert.Equal((after, true), SlotRules.Withdraw(after, waiting.Pools, "r2", 1));
    }

    [Fact]
    public void The_place_in_the_queue_is_that_in_the_longer_one_and_says_what_is_waited_for()
    {
        var pools = Pools(Claim("r1", "b+prod"), Claim("r2", "b+prod"), Claim("r3", "a+prod"), Claim("r4", "a+prod"));

        Assert.Null(Place("r1", "b+prod"));
        Assert.Equal((1, "pipeline b, group prod"), Place("r2", "b+prod"));
        Assert.Equal((2, "group prod"), Place("r3", "a+prod"));
        Assert.Equal((3, "pipeline a, group prod"), Place("r4", "a+prod"));
        Assert.Null(Place("r5", "a+prod"));

        (int, string)? Place(string run, string names) =>
            SlotRules.Place(pools, Claim(run, names).Pools, run, 1) is { } place ? (place.Position, string.Join(", ", place.WaitsFor)) : null;
    }
}
