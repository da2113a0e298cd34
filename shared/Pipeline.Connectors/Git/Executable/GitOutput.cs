using System.Globalization;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>Reads what the program <c>git</c> writes.</summary>
internal static class GitOutput
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string Peeled = "^{}";

    /// <summary>What <see cref="Commit"/> reads: <c>git log --format</c>.</summary>
    public const string CommitFormat = "%H%x00%P%x00%an%x00%ae%x00%cI%x00%B";

    /// <summary>The branches and tags of <c>git ls-remote --symref</c>.</summary>
    public static GitReferences References(string text)
    {
        string? head = null;
        var branches = new List<GitReference>();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [var value, var name])
                continue;
            if (name == "HEAD" && value.StartsWith("ref: " + Heads, StringComparison.Ordinal))
                head = value[("ref: " + Heads).Length..];
            else if (name.StartsWith(Heads, StringComparison.Ordinal))
                branches.Add(new(name[Heads.Length..], value));
            else if (name.StartsWith(Tags, StringComparison.Ordinal) && name.EndsWith(Peeled, StringComparison.Ordinal))
                tags[name[Tags.Length..^Peeled.Length]] = value; // follows the tag itself, whose commit it is
            else if (name.StartsWith(Tags, StringComparison.Ordinal))
                tags.TryAdd(name[Tags.Length..], value);
        }

        return new(branches.Any(branch => branch.Name == head) ? head : null, branches, [.. tags.Select(static tag => new GitReference(tag.Key, tag.Value))]);
    }

    /// <summary>A commit of <see cref="CommitFormat"/>, and the ids of its parents.</summary>
    public static (GitCommit Commit, IReadOnlyList<string> Parents) Commit(string text)
    {
        var parts = text.Split('\0', 6);
        return (
            new()
            {
                Id = parts[0],
                Author = new(parts[2], parts[3]),
                CommittedAt = DateTimeOffset.Parse(parts[4], CultureInfo.InvariantCulture),
                Message = parts[5].TrimEnd(),
                Changes = new([], false),
            },
            parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The files of <c>git diff-tree -z --name-status</c>.</summary>
    public static IReadOnlyList<GitChangedFile> Changes(string text)
    {
        var files = new List<GitChangedFile>();
        var parts = text.Split('\0');
        for (var index = 0; index + 1 < parts.Length;)
        {
            var status = parts[index++];
            if (status.Length == 0)
                continue;
            var path = parts[index++];
            files.Add(status[0] switch
            {
                'A' => new(path, GitChange.Added),
                'D' => new(path, GitChange.Removed),
                'R' => new(parts[index++], GitChange.Renamed, path),
                _ => new(path, GitChange.Modified),
            });
        }

        return files;
    }
}
