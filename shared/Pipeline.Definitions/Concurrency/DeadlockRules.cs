namespace Pipeline.Definitions.Concurrency;

/// <summary>
/// Finds runs that would wait for each other for ever: a run holds its slots while a stage of it waits for a run that it started, and that one may
/// wait for a slot. Decided as the banker's algorithm does: everything goes as well as it can, and what still waits then waits for ever.
/// </summary>
public static class DeadlockRules
{
    /// <summary>Whether a claim that waits in the pools can never get its slots.</summary>
    /// <param name="pools">All pools, the claim among those that wait.</param>
    /// <param name="claim">The claim.</param>
    public static bool WaitsForEver(SlotPools pools, SlotClaim claim)
    {
        var waiting = pools.All.Values.SelectMany(pool => pool.Waiting).Where(SlotRules.IsLive).DistinctBy(Key).ToList();
        while (true)
        {
            // A holder ends once no run that waits is one that it waits for itself, and a claim that all pools have room for goes and ends.
            var kept = waiting.SelectMany(other => other.Within).ToHashSet(StringComparer.Ordinal);
            var after = pools.Change(pools.All.Keys, pool => pool.Holders.All(holder => kept.Contains(holder.Run))
                ? pool
                : pool with { Holders = [.. pool.Holders.Where(holder => kept.Contains(holder.Run))] });
            var left = waiting.Where(other => !other.Pools.All(name => SlotRules.HasRoom(name, after[name], other))).ToList();
            if (!left.Any(other => other.IsOf(claim.Run, claim.Generation)))
                return false;
            if (left.Count == waiting.Count && ReferenceEquals(after, pools))
                return true;
            (pools, waiting) = (after, left);
        }
    }

    private static (string, int) Key(SlotClaim claim) => (claim.Run, claim.Generation);
}
