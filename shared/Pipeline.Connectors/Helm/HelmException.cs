namespace Pipeline.Connectors.Helm;

/// <summary>A chart or a kustomization cannot be fetched or rendered. The message names no credential.</summary>
public sealed class HelmException(HelmFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public HelmFailure Failure { get; } = failure;

    /// <summary>Whether the same may well succeed a little later.</summary>
    public bool IsPassing => Failure is HelmFailure.Unreachable;
}

/// <summary>The ways in which a chart or a kustomization cannot be had or rendered.</summary>
public enum HelmFailure
{
    /// <summary>The program is not installed, and nothing says where it is.</summary>
    NotInstalled,

    /// <summary>The credential is missing or wrong, or may not do this.</summary>
    Unauthorized,

    /// <summary>The repository has no such chart.</summary>
    ChartNotFound,

    /// <summary>The chart has no such version.</summary>
    VersionNotFound,

    /// <summary>The chart needs another chart that cannot be had.</summary>
    DependencyNotFound,

    /// <summary>An archive, an index or what a program writes is larger than allowed.</summary>
    TooLarge,

    /// <summary>The program took longer than allowed.</summary>
    TimedOut,

    /// <summary>The repository gave no answer, or was faulty for the moment.</summary>
    Unreachable,

    /// <summary>The address rules refuse the repository, its certificate is not trusted, or the content asks for what is not done here.</summary>
    Refused,

    /// <summary>What is to be rendered is faulty; the message is the program's.</summary>
    Rendering,

    /// <summary>The answer is not a repository's, or the archive is no chart.</summary>
    Unexpected,
}
