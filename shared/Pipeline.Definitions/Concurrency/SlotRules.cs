namespace Pipeline.Definitions.Concurrency;

/// <summary>
/// Who gets the slots of pipelines and groups. A claim gets all of its slots at once or none: whoever waits holds nothing. Whoever waits longest
/// goes first; one that a busy pool keeps waiting does not keep others from a pool that has room.
/// </summary>
public static class SlotRules
{
    /// <summary>
    /// Whether a pool has a slot for a claim. Of a group, a run shares the slot of the runs that wait for it, so that it cannot wait for those
    /// that wait for it; the group stays taken until the last of them has ended.
    /// </summary>
    public static bool HasRoom(string name, SlotPool pool, SlotClaim claim) =>
        SlotNames.IsGroup(name)
            ? claim.Within.Any(pool.IsHeldBy) || pool.Holders.Count(holder => !holder.Within.Any(pool.IsHeldBy)) < pool.Max
            : pool.Holders.Count < pool.Max;

    /// <summary>Claims slots: the claim holds them afterwards, or it waits behind those who came before. The same claim again changes nothing.</summary>
    /// <returns>The pools after it, and whether the claim holds its slots.</returns>
    public static (SlotPools After, bool Holds) Request(SlotPools pools, SlotClaim claim)
    {
        if (Stands(pools, claim, pool => pool.Holders))
            return (pools, true);
        if (Stands(pools, claim, pool => pool.Waiting))
            return (pools, false);

        // What an earlier generation still has is left over: it had ended before this one could begin.
        var cleared = pools
            .Change(claim.Pools, pool => pool.Without(claim.Run, claim.Generation))
            .Change([claim.Pool], pool => pool.IsUnclaimed || claim.Revision >= pool.Revision ? pool with { Max = claim.Max, Revision = claim.Revision } : pool);
        return claim.Pools.All(name => HasRoom(name, cleared[name], claim) && !cleared[name].Waiting.Any(IsLive))
            ? (cleared.Change(claim.Pools, pool => pool with { Holders = [.. pool.Holders, claim] }), true)
            : (cleared.Change(claim.Pools, pool => pool with { Waiting = [.. pool.Waiting, claim] }), false);
    }

    /// <summary>The claims in a pool that may have a slot of it, in the order in which they are to be asked; each may lack another slot.</summary>
    public static IEnumerable<SlotClaim> Next(string name, SlotPool pool) => pool.Waiting.Where(claim => IsLive(claim) && HasRoom(name, pool, claim));

    /// <summary>Gives a claim that waits all of its slots, if there is room in all of its pools.</summary>
    /// <returns>The pools after it, and whether it got them by this.</returns>
    public static (SlotPools After, bool Begins) Begin(SlotPools pools, SlotClaim claim)
    {
        if (!Stands(pools, claim, pool => [.. pool.Waiting.Where(IsLive)]) || !claim.Pools.All(name => HasRoom(name, pools[name], claim)))
            return (pools, false);

        return (pools.Change(claim.Pools, pool => pool.Without(claim.Run, claim.Generation) is var rest ? rest with { Holders = [.. rest.Holders, claim] } : pool), true);
    }

    /// <summary>Takes a claim out of its queues.</summary>
    /// <returns>The pools after it, and whether the claim holds no slots; when it does, it keeps them.</returns>
    public static (SlotPools After, bool IsOut) Withdraw(SlotPools pools, IReadOnlyList<string> names, string run, int generation) =>
        names.Any(name => pools[name].Holders.Any(holder => holder.IsOf(run, generation)))
            ? (pools, false)
            : (Release(pools, names, run, generation), true);

    /// <summary>Gives back what a run has claimed up to a generation, whether it holds or waits.</summary>
    public static SlotPools Release(SlotPools pools, IReadOnlyList<string> names, string run, int generation) =>
        pools.Change(names, pool => pool.Without(run, generation));

    /// <summary>The claims in a pipeline's pool that a newer one supersedes, and the number of the newest that does.</summary>
    public static IReadOnlyList<(SlotClaim Claim, int By)> Superseded(SlotPool pool)
    {
        var newest = pool.Waiting.LastOrDefault(claim => IsLive(claim) && claim.Policy is ConcurrencyPolicy.LatestOnly);
        return
        [
            .. pool.Waiting
                .TakeWhile(claim => claim != newest)
                .Where(claim => claim.SupersededBy is not null || (newest is not null && claim.Within.Count == 0))
                .Select(claim => (claim, claim.SupersededBy ?? newest!.Number)),
        ];
    }

    /// <summary>Marks a claim that waits as superseded.</summary>
    /// <returns>The pools after it, and whether the claim is superseded: one that got its slots meanwhile is not.</returns>
    public static (SlotPools After, bool IsSuperseded) Supersede(SlotPools pools, SlotClaim claim, int by)
    {
        if (!Stands(pools, claim, pool => pool.Waiting))
            return (pools, false);

        return (pools.Change(claim.Pools, pool => pool with
        {
            Waiting = [.. pool.Waiting.Select(waiting => waiting.IsOf(claim.Run, claim.Generation) && IsLive(waiting) ? waiting with { SupersededBy = by } : waiting)],
        }), true);
    }

    /// <summary>Where a generation of a run stands in its queues; null when it does not wait.</summary>
    public static QueuePlace? Place(SlotPools pools, IReadOnlyList<string> names, string run, int generation)
    {
        var places = names
            .Select(name => (Name: name, Pool: pools[name], Ahead: pools[name].Waiting.Where(IsLive).TakeWhile(claim => !claim.IsOf(run, generation)).Count()))
            .ToArray();
        if (!places.All(place => place.Pool.Waiting.Any(claim => IsLive(claim) && claim.IsOf(run, generation))))
            return null;

        var busy = places
            .Where(place => place.Ahead > 0 || !HasRoom(place.Name, place.Pool, place.Pool.Waiting.First(claim => claim.IsOf(run, generation))))
            .ToArray();
        return new(places.Max(place => place.Ahead) + 1, [.. (busy.Length > 0 ? busy : places).Select(place => SlotNames.Describe(place.Name))]);
    }

    /// <summary>Whether a claim waits in earnest: a superseded one only waits to be ended.</summary>
    internal static bool IsLive(SlotClaim claim) => claim.SupersededBy is null;

    private static bool Stands(SlotPools pools, SlotClaim claim, Func<SlotPool, IReadOnlyList<SlotClaim>> where) =>
        claim.Pools.All(name => where(pools[name]).Any(other => other.IsOf(claim.Run, claim.Generation)));
}
