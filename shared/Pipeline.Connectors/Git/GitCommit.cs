namespace Pipeline.Connectors.Git;

/// <summary>A commit.</summary>
public sealed record GitCommit
{
    /// <summary>Its full id.</summary>
    public required string Id { get; init; }

    /// <summary>Its whole message, without line breaks at the end.</summary>
    public required string Message { get; init; }

    /// <summary>Who wrote the change.</summary>
    public required GitPerson Author { get; init; }

    /// <summary>When it was committed, in the committer's time zone where that is known.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>Its page; null where the server has none.</summary>
    public Uri? Url { get; init; }

    /// <summary>The files that it changed, against its first parent.</summary>
    public required GitChanges Changes { get; init; }
}

/// <summary>A person as a commit names one. Nobody has checked it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The address.</param>
public sealed record GitPerson(string Name, string Email);

/// <summary>Files that differ.</summary>
/// <param name="Files">The files, by path.</param>
/// <param name="Truncated">Whether there are more, which the server did not list.</param>
public sealed record GitChanges(IReadOnlyList<GitChangedFile> Files, bool Truncated)
{
    /// <summary>How many files are listed at most: as many as GitHub lists at once.</summary>
    public const int MostFiles = 300;

    /// <summary>Lists files up to the bound.</summary>
    internal static GitChanges Of(IReadOnlyList<GitChangedFile> files, bool truncated = false) => new(
        [.. files.OrderBy(file => file.Path, StringComparer.Ordinal).Take(MostFiles)], truncated || files.Count > MostFiles);
}

/// <summary>A file that differs.</summary>
/// <param name="Path">Its path; of a removed file, the one it had.</param>
/// <param name="Change">What happened to it.</param>
/// <param name="PreviousPath">The path that a renamed or copied file came from.</param>
public sealed record GitChangedFile(string Path, GitChange Change, string? PreviousPath = null);

/// <summary>What happened to a file.</summary>
public enum GitChange
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>Its content or mode is another.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It has another path.</summary>
    Renamed,
}
