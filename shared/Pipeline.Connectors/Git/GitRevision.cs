using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Git;

/// <summary>Which commit of a repository is meant.</summary>
public abstract partial record GitRevision
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    private GitRevision()
    {
    }

    /// <summary>The newest commit of the default branch.</summary>
    public sealed record DefaultBranch : GitRevision;

    /// <summary>The newest commit of a branch.</summary>
    public sealed record Branch : GitRevision
    {
        /// <param name="name">Its name, with or without <c>refs/heads/</c>.</param>
        public Branch(string name) => Name = name.StartsWith(Heads, StringComparison.Ordinal) ? name[Heads.Length..] : name;

        /// <summary>Its name, without <c>refs/heads/</c>.</summary>
        public string Name { get; }
    }

    /// <summary>The commit of a tag.</summary>
    public sealed record Tag : GitRevision
    {
        /// <param name="name">Its name, with or without <c>refs/tags/</c>.</param>
        public Tag(string name) => Name = name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..] : name;

        /// <summary>Its name, without <c>refs/tags/</c>.</summary>
        public string Name { get; }
    }

    /// <summary>A commit.</summary>
    /// <param name="Id">Its id, or the beginning of it: at least 4 hexadecimal digits.</param>
    public sealed record Commit(string Id) : GitRevision;

    /// <summary>What is wrong with the name or id, and what to write; null when nothing is (git's check-ref-format for names).</summary>
    public string? FaultOf() => this switch
    {
        Branch branch => FaultOfName(branch.Name, "branch"),
        Tag tag => FaultOfName(tag.Name, "tag"),
        Commit commit when !CommitRule().IsMatch(commit.Id) => $"'{Shown(commit.Id)}' is no commit id: write it in full or at least its first 4 digits, hexadecimal and in lower case.",
        _ => null,
    };

    /// <summary>What messages call it, for example <c>branch 'main'</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Branch branch => $"branch '{Shown(branch.Name)}'",
        Tag tag => $"tag '{Shown(tag.Name)}'",
        Commit commit => $"commit '{Shown(commit.Id)}'",
        _ => "default branch",
    };

    /// <summary>Whether a text is a whole commit id, of SHA-1 or SHA-256.</summary>
    internal static bool IsFullId(string id) => id.Length is 40 or 64;

    private static string? FaultOfName(string name, string what) => name.Length is 0 or > 250 || ForbiddenInNames().IsMatch(name)
        ? $"'{Shown(name)}' cannot be the name of a {what}: it must not be empty or hold spaces or any of ~ ^ : ? * [ \\, '..', '//' or '@{{', begin with '-' or '/', or end with '.', '/' or '.lock'."
        : null;

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;

    [GeneratedRegex("^[0-9a-f]{4,64}\\z")]
    private static partial Regex CommitRule();

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|^[-/]|(^|/)\.|\.lock(/|\z)|[./]\z|^@\z")]
    private static partial Regex ForbiddenInNames();
}

/// <summary>The commit that a revision stands for.</summary>
/// <param name="Commit">Its full id.</param>
/// <param name="Branch">The branch that was asked for, or the default branch; null when a tag or commit was asked for.</param>
/// <param name="Tag">The tag that was asked for.</param>
public sealed record GitResolution(string Commit, string? Branch = null, string? Tag = null);
