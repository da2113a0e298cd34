using Pipeline.Connectors.Git;
using Pipeline.Connectors.Helm;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>What failures of fetching and rendering mean for the stage.</summary>
internal static class BakeFailures
{
    /// <summary>How often a failure that may pass is met with another try (reference C4: 5 × 2 s).</summary>
    public const int MostRetries = 5;

    /// <summary>The pause before another try.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Whether an exception is such a failure.</summary>
    public static bool IsKnown(Exception exception) => exception is HelmException or GitException;

    /// <summary>Whether the same may well succeed a little later.</summary>
    public static bool IsPassing(Exception exception) => exception is HelmException { IsPassing: true } or GitException { IsPassing: true };

    /// <summary>The stage's error.</summary>
    public static StageError ErrorOf(Exception exception) => exception switch
    {
        HelmException helm => new(CodeOf(helm.Failure), helm.Message),
        GitException { Failure: GitFailure.NotInstalled } git => new("git-not-installed", git.Message),
        GitException { Failure: GitFailure.FileNotFound } git => new("file-not-found", git.Message),
        GitException git => new("source-failed", git.Message),
        _ => new("failed", exception.Message),
    };

    private static string CodeOf(HelmFailure failure) => failure switch
    {
        HelmFailure.NotInstalled => "program-not-installed",
        HelmFailure.Unauthorized => "chart-unauthorized",
        HelmFailure.ChartNotFound => "chart-not-found",
        HelmFailure.VersionNotFound => "chart-version-not-found",
        HelmFailure.DependencyNotFound => "chart-dependency-not-found",
        HelmFailure.TooLarge => "too-large",
        HelmFailure.TimedOut => "rendering-timeout",
        HelmFailure.Unreachable => "chart-unreachable",
        HelmFailure.Refused => "refused",
        HelmFailure.Rendering => "rendering-failed",
        _ => "chart-invalid",
    };
}
