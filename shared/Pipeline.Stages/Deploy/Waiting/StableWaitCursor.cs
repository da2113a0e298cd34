namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>What a wait keeps between the steps of its stage.</summary>
public sealed record StableWaitCursor
{
    /// <summary>When the wait began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What was said last of objects that were not stable, by their titles, so that it is not said again; of the first hundred.</summary>
    public IReadOnlyDictionary<string, string> Said { get; set; } = new Dictionary<string, string>();
}

/// <summary>How a step of a wait has ended.</summary>
public abstract record StableWaitResult
{
    private StableWaitResult()
    {
    }

    /// <summary>All objects are stable at once.</summary>
    public sealed record Stable : StableWaitResult;

    /// <summary>Some are not yet: the next step goes on, at once.</summary>
    public sealed record Continues(StableWaitCursor Cursor) : StableWaitResult;

    /// <summary>They do not become stable.</summary>
    public sealed record Failed(StageError Error) : StableWaitResult;
}
