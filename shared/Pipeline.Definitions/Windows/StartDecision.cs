namespace Pipeline.Definitions.Windows;

/// <summary>Whether something may start, when it may at the earliest, and why not before.</summary>
public sealed record StartDecision
{
    /// <summary>When it may start at the earliest, in UTC: the moment that was asked about when it may start then; null when it never may.</summary>
    public required DateTimeOffset? EarliestStart { get; init; }

    /// <summary>What keeps it from starting, in the order in which one holds after the other; empty when it may start.</summary>
    public IReadOnlyList<StartObstacle> Obstacles { get; init; } = [];

    /// <summary>Whether it may start at the moment that was asked about.</summary>
    public bool MayStart => Obstacles.Count == 0;

    /// <summary>Why it has to wait, in words for people, a line for each obstacle; null when it may start.</summary>
    public string? Reason => MayStart ? null : string.Join('\n', Obstacles);
}
