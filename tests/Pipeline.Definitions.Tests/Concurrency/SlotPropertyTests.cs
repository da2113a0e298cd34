using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Concurrency;
using static Pipeline.Definitions.Tests.Concurrency.Claims;

namespace Pipeline.Definitions.Tests.Concurrency;

/// <summary>Random runs start random children, wait for some of them, are refused, withdrawn and ended, checked at every step.</summary>
public sealed class SlotPropertyTests
{
    private static readonly (string Pools, int Max)[] Pipelines = [("a", 1), ("b", 2), ("c+x", 1), ("d+x", 2), ("e+y", 1), ("f+y", 3)];

    [Fact]
    public void No_pool_is_ever_overdrawn_and_every_run_comes_to_its_turn() => ForAll(tape =>
    {
        var pools = SlotPools.None;
        for (var number = 1; number <= 24; number++)
        {
            var holders = Holders(pools);
            if (holders.Length > 0 && tape.Choose(3) == 0)
                pools = EndOne(pools, holders[tape.Choose(holders.Length)]).Promote();

            holders = Holders(pools);
            string[] within = [];
            if (holders.Length > 0 && tape.Choose(2) == 0)
            {
                var parent = holders[tape.Choose(holders.Length)];
                within = [parent.Run, .. parent.Within];
            }

            var (names, max) = Pipelines[tape.Choose(Pipelines.Length)];
            var claim = Claim($"r{number}", names, within) with { Max = max };
            var after = SlotRules.Request(pools, claim).After;
            if (within.Length == 0 || !DeadlockRules.WaitsForEver(after, claim))
                pools = after.Promote();
            Check(pools);
        }

        // Whatever stands here is carried to its end by ending only runs that wait for no other.
        while (Holders(pools) is { Length: > 0 } left)
        {
            var free = left.Where(holder => !IsWaitedIn(pools, holder)).ToArray();
            Assert.NotEmpty(free);
            pools = pools.Release(free[0]).Promote();
            Check(pools);
        }

        Assert.All(pools.All.Values, pool => Assert.True(pool.IsUnclaimed));
    });

    private static void ForAll(Action<Tape> check) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(120).ToArbitrary(), numbers => check(new(numbers)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static SlotPools EndOne(SlotPools pools, SlotClaim holder) => IsWaitedIn(pools, holder) ? pools : pools.Release(holder);

    /// <summary>Whether a run that the holder waits for has not ended.</summary>
    private static bool IsWaitedIn(SlotPools pools, SlotClaim holder) => All(pools).Any(claim => claim.Within.Contains(holder.Run));

    private static SlotClaim[] Holders(SlotPools pools) => [.. pools.All.Values.SelectMany(pool => pool.Holders).DistinctBy(claim => claim.Run)];

    private static IEnumerable<SlotClaim> All(SlotPools pools) => pools.All.Values.SelectMany(pool => pool.Holders.Concat(pool.Waiting)).DistinctBy(claim => claim.Run);

    private static void Check(SlotPools pools)
    {
        foreach (var (name, pool) in pools.All)
        {
            if (SlotNames.IsGroup(name))
                Assert.True(pool.Holders.Count(holder => !holder.Within.Any(pool.IsHeldBy)) <= 1, pools.Text());
            else
                Assert.True(pool.Holders.Count <= pool.Max, pools.Text());
        }

        // A claim stands alike in all of its pools, and only where it must it waits.
        foreach (var claim in All(pools))
        {
            var holds = claim.Pools.Count(name => pools[name].IsHeldBy(claim.Run));
            Assert.True(holds == 0 || holds == claim.Pools.Count, pools.Text());
            Assert.True(holds > 0 || !claim.Pools.All(name => SlotRules.HasRoom(name, pools[name], claim)), pools.Text());
        }
    }
}
