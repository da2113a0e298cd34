using System.Collections.Immutable;

namespace Pipeline.Definitions.Concurrency;

/// <summary>Some slot pools by name, as they are at one moment. A pool that is not among them is free.</summary>
/// <param name="All">The pools that somebody has claimed something of.</param>
public sealed record SlotPools(ImmutableSortedDictionary<string, SlotPool> All)
{
    /// <summary>No pool is claimed.</summary>
    public static SlotPools None { get; } = new(ImmutableSortedDictionary.Create<string, SlotPool>(StringComparer.Ordinal));

    /// <summary>A pool.</summary>
    public SlotPool this[string name] => All.GetValueOrDefault(name) ?? SlotPool.Free;

    /// <summary>The pools after some of them have changed; the same object when none has.</summary>
    public SlotPools Change(IEnumerable<string> names, Func<SlotPool, SlotPool> change)
    {
        var changed = All;
        foreach (var name in names)
        {
            var before = this[name];
            var after = change(before);
            if (!ReferenceEquals(before, after))
                changed = changed.SetItem(name, after);
        }

        return ReferenceEquals(changed, All) ? this : new(changed);
    }
}
