namespace Pipeline.Definitions.Concurrency;

/// <summary>What a generation of a run needs to be under way. It stands alike in each of its pools: holding in all of them, or waiting in all of them.</summary>
public sealed record SlotClaim
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Its generation: a restart is a claim of its own.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>The run's number, for people.</summary>
    public int Number { get; init; }

    /// <summary>The pools that it needs a slot of, its pipeline's own first.</summary>
    public required IReadOnlyList<string> Pools { get; init; }

    /// <summary>The definition's revision.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>How many runs that revision allows at once.</summary>
    public int Max { get; init; } = 1;

    /// <summary>What that revision says of the runs that wait already.</summary>
    public ConcurrencyPolicy Policy { get; init; }

    /// <summary>The runs that wait for this one to end, because a stage of theirs started it or one that started it; the nearest first.</summary>
    public IReadOnlyList<string> Within { get => field ?? []; init; } = [];

    /// <summary>The number of the run that supersedes this one while it waits: it must end, and gets no slot any more. Null: none does.</summary>
    public int? SupersededBy { get; init; }

    /// <summary>The pipeline's own pool.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Pool => Pools[0];

    /// <summary>Whether it is the claim of that run's generation.</summary>
    public bool IsOf(string run, int generation) => Generation == generation && Run == run;
}
