namespace Pipeline.Definitions.Triggers;

/// <summary>What happened in a git repository.</summary>
public sealed record GitChange
{
    /// <summary>What it was.</summary>
    public required GitEvent Event { get; init; }

    /// <summary>The repository as its server calls it, for example <c>team/shop</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>The branch that was pushed to, or that a pull request wants to change; null for a tag.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag; null for anything else.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit that is the newest now.</summary>
    public required string Commit { get; init; }

    /// <summary>The commit's message; null when it was not told.</summary>
    public string? Message { get; init; }

    /// <summary>Who wrote the commit; null when that was not told.</summary>
    public string? Author { get; init; }

    /// <summary>When it was committed; null when that was not told.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>The files that were changed; null when they were not told, or not all of them.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>The pull request's number; null for anything else.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Whether a pull request comes from another repository, to which strangers may push.</summary>
    public bool IsFromFork { get; init; }

    /// <summary>The branch that a pull request comes from; null for anything else.</summary>
    public string? SourceBranch { get; init; }
}
