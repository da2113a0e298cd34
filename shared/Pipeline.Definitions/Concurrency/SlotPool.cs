namespace Pipeline.Definitions.Concurrency;

/// <summary>The slots of a pipeline or a group: who holds them, and who waits for them.</summary>
public sealed record SlotPool
{
    /// <summary>A pool that nobody has claimed anything of.</summary>
    public static SlotPool Free { get; } = new();

    /// <summary>How many runs may hold a slot at once. A group has one.</summary>
    public int Max { get; init; } = 1;

    /// <summary>The newest revision of which a run came here; it says what <see cref="Max"/> is.</summary>
    public int Revision { get; init; }

    /// <summary>Who holds a slot.</summary>
    public IReadOnlyList<SlotClaim> Holders { get => field ?? []; init; } = [];

    /// <summary>Who waits for one, in the order in which they came.</summary>
    public IReadOnlyList<SlotClaim> Waiting { get => field ?? []; init; } = [];

    /// <summary>Whether nobody claims anything, so that nothing need be kept.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsUnclaimed => Holders.Count == 0 && Waiting.Count == 0;

    /// <summary>Whether a run holds a slot here.</summary>
    public bool IsHeldBy(string run) => Holders.Any(holder => holder.Run == run);

    /// <summary>The pool after a run's claims up to a generation are gone; itself when there is none.</summary>
    internal SlotPool Without(string run, int generation)
    {
        bool Stays(SlotClaim claim) => claim.Run != run || claim.Generation > generation;
        return Holders.All(Stays) && Waiting.All(Stays) ? this : this with { Holders = [.. Holders.Where(Stays)], Waiting = [.. Waiting.Where(Stays)] };
    }
}
