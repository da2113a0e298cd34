namespace Pipeline.Stages;

/// <summary>What a stage that waits for people asks them, and who may answer.</summary>
public sealed record StageQuestion
{
    /// <summary>The rule under which it is decided.</summary>
    public required StageDecisionRule Rule { get; init; }

    /// <summary>What is asked, in the author's words.</summary>
    public string? Instructions { get; init; }

    /// <summary>The values to choose from; empty when there is nothing to choose.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The roles of which one is needed, <see cref="StageDecisionRule.Judgement"/> only; empty: any editor or approver.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many distinct people must say yes.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Whether the person who started the run may say yes.</summary>
    public bool RequesterMayApprove { get; init; } = true;
}
