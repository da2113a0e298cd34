using Pipeline.Connectors.Git;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Source;

/// <summary>What a git server's failure means for a source stage.</summary>
internal static class SourceFailures
{
    /// <summary>How often in a row a server may give no answer.</summary>
    public const int MostFailures = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);

    /// <summary>When to ask again; null when that is of no use.</summary>
    /// <param name="failed">The failure.</param>
    /// <param name="failures">How many of the kind that is not the server's wish there were before it in a row.</param>
    /// <returns>As long as the server wishes; else 15 s at first, and twice as long each time after that.</returns>
    public static TimeSpan? PauseAfter(GitException failed, int failures) => failed switch
    {
        { IsPassing: false } => null,
        { RetryAfter: { } wish } => wish,
        _ when failures + 1 >= MostFailures => null,
        _ => FirstPause * Math.Pow(2, failures),
    };

    /// <summary>The stage's error, which names the setting: it is there that most of them are put right.</summary>
    public static StageError ErrorOf(GitException failed, string source)
    {
        var later = failed.RetryAfter is { } pause ? $" It will in {Duration.Format(TimeSpan.FromSeconds(Math.Ceiling(pause.TotalSeconds)))}, which is later than the stage may take." : "";
        return new(CodeOf(failed.Failure), $"Source repository setting '{source}': {failed.Message}{later}");
    }

    private static string CodeOf(GitFailure failure) => failure switch
    {
        GitFailure.NotInstalled => "git-not-installed",
        GitFailure.Unauthorized => "source-unauthorized",
        GitFailure.Forbidden => "source-forbidden",
        GitFailure.RepositoryNotFound => "repository-not-found",
        GitFailure.RevisionNotFound => "revision-not-found",
        GitFailure.FileNotFound => "file-not-found",
        GitFailure.TooLarge => "too-large",
        GitFailure.RateLimited => "rate-limited",
        GitFailure.TimedOut => "source-timeout",
        GitFailure.Unreachable => "source-unreachable",
        GitFailure.Refused => "source-refused",
        _ => "source-failed",
    };
}
