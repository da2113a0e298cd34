namespace Pipeline.Connectors.Git;

/// <summary>A git server gives no answer, or refuses, or has not what was asked for. The message names no credential.</summary>
public sealed class GitException(GitFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public GitFailure Failure { get; } = failure;

    /// <summary>When the server will answer again, counted from now; only of <see cref="GitFailure.RateLimited"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same may well succeed a little later.</summary>
    public bool IsPassing => Failure is GitFailure.Unreachable or GitFailure.TimedOut or GitFailure.RateLimited;
}

/// <summary>The ways in which reading a repository can fail.</summary>
public enum GitFailure
{
    /// <summary>The program <c>git</c> is not installed.</summary>
    NotInstalled,

    /// <summary>The credential is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The credential is right but may not do this.</summary>
    Forbidden,

    /// <summary>There is no such repository, or the credential does not show it.</summary>
    RepositoryNotFound,

    /// <summary>There is no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>There is no such file at the commit, or it is none.</summary>
    FileNotFound,

    /// <summary>A file or repository is larger than allowed.</summary>
    TooLarge,

    /// <summary>The server wants to be asked later.</summary>
    RateLimited,

    /// <summary>It took longer than allowed.</summary>
    TimedOut,

    /// <summary>The server gave no answer, or was faulty for the moment.</summary>
    Unreachable,

    /// <summary>The address rules of outgoing calls refuse the server, or its certificate is not trusted.</summary>
    Refused,

    /// <summary>The answer is not a git server's, or one that is not known here.</summary>
    Unexpected,
}
