using System.Globalization;
using Pipeline.Definitions.Concurrency;

namespace Pipeline.Definitions.Tests.Concurrency;

/// <summary>Claims in short notation, and pools written as text.</summary>
internal static class Claims
{
    /// <summary>A claim; the run's number is that in its name.</summary>
    /// <param name="run">The run, for example <c>r1</c>.</param>
    /// <param name="pools">For example <c>a</c>, the pool of that pipeline, or <c>a+prod</c>, with a group.</param>
    /// <param name="within">The runs that wait for it, the nearest first.</param>
    public static SlotClaim Claim(string run, string pools, params string[] within)
    {
        var names = pools.Split('+');
        return new()
        {
            Run = run,
            Number = int.Parse(run[1..], CultureInfo.InvariantCulture),
            Pools = SlotNames.Of("default", names[0], new() { Group = names.Length > 1 ? names[1] : null }),
            Within = within,
        };
    }

    /// <summary>The pools after the claims came one after the other.</summary>
    public static SlotPools Pools(params SlotClaim[] claims) =>
        claims.Aggregate(SlotPools.None, (pools, claim) => SlotRules.Request(pools, claim).After);

    /// <summary>The pools after everybody went who can.</summary>
    public static SlotPools Promote(this SlotPools pools)
    {
        foreach (var name in pools.All.Keys)
        {
            while (true)
            {
                var before = pools;
                foreach (var claim in SlotRules.Next(name, pools[name]).ToArray())
                    pools = SlotRules.Begin(pools, claim).After;
                if (ReferenceEquals(before, pools))
                    break;
            }
        }

        return pools;
    }

    public static SlotPools Release(this SlotPools pools, SlotClaim claim) => SlotRules.Release(pools, claim.Pools, claim.Run, claim.Generation);

    /// <summary>The pools in words: <c>a: r1 | r2 r3</c> is held by r1 and waited for by r2, then r3.</summary>
    public static string Text(this SlotPools pools) => string.Join("; ", pools.All.Where(pool => !pool.Value.IsUnclaimed).Select(pool =>
        $"{SlotNames.Describe(pool.Key).Split(' ')[1]}: {Runs(pool.Value.Holders)} | {Runs(pool.Value.Waiting)}".TrimEnd()));

    private static string Runs(IReadOnlyList<SlotClaim> claims) => string.Join(' ', claims.Select(claim => claim.Run));
}
