using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Git;

/// <summary>How repositories are named on servers of each kind.</summary>
public static partial class RepositoryNames
{
    /// <summary>What is wrong with a repository of GitHub, and what to write; null when nothing is.</summary>
    public static string? FaultOnGitHub(string name) =>
        GitHubRule().IsMatch(name) ? null : $"'{Shown(name)}' is no repository of GitHub: write owner/name, for example octocat/hello-world.";

    /// <summary>What is wrong with a project of GitLab, and what to write; null when nothing is.</summary>
    public static string? FaultOnGitLab(string name) =>
        GitLabRule().IsMatch(name) ? null : $"'{Shown(name)}' is no project of GitLab: write group/project, with subgroups in between, for example team/shop/backend.";

    /// <summary>What is wrong with a path below a git server's address, and what to write; null when nothing is. Empty is the address itself.</summary>
    public static string? FaultOnServer(string path) => path.Length == 0 || ServerRule().IsMatch(path)
        ? null
        : $"'{Shown(path)}' is no path of a repository: write it as it follows the server's address, for example team/shop.git.";

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}/(?!\.{1,2}\z)[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex GitHubRule();

    [GeneratedRegex(@"^(?=.{3,500}\z)[\p{L}\p{N}_][\p{L}\p{N}_.+-]*(/[\p{L}\p{N}_][\p{L}\p{N}_.+-]*)+\z")]
    private static partial Regex GitLabRule();

    // No segment may be '.' or '..', which would lead out of the server's address.
    [GeneratedRegex(@"^(?=.{1,500}\z)(?!\.{1,2}(/|\z))[^\x00-\x20/?#\\%@:]+(/(?!\.{1,2}(/|\z))[^\x00-\x20/?#\\%@:]+)*\z")]
    private static partial Regex ServerRule();
}
