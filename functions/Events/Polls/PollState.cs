namespace Pipeline.Functions.Events.Polls;

/// <summary>What was found in a repository when it was asked last.</summary>
public sealed record PollState
{
    /// <summary>When it was asked last.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it may be asked again at the soonest, because the server said so; null: when the triggers want it.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Counts the looks that found something, so that the same branch at the same commit can be an event again. It begins with the time of the
    /// first look, so that none is counted twice when a repository that nobody asked any more is asked anew.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>The commits of branches (<c>heads/…</c>) and tags (<c>tags/…</c>); null while the repository was never read.</summary>
    public IReadOnlyDictionary<string, string>? References { get; init; }

    /// <summary>Why it could not be read the last time; null when it could.</summary>
    public string? Failure { get; init; }
}
