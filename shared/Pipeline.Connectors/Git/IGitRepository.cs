namespace Pipeline.Connectors.Git;

/// <summary>Reads a git repository on a server. For one use after another, not at the same time; what it keeps locally goes when it is disposed.</summary>
public interface IGitRepository : IAsyncDisposable
{
    /// <summary>Where git clones it from, without credentials.</summary>
    Uri CloneUrl { get; }

    /// <summary>The branches and tags.</summary>
    /// <exception cref="GitException">The repository cannot be read.</exception>
    Task<GitReferences> ListReferencesAsync(CancellationToken cancellationToken);

    /// <summary>Finds the commit that a branch or tag is at now, or that a full or short id stands for.</summary>
    /// <exception cref="GitException">There is no such branch, tag or commit, or the repository cannot be read.</exception>
    Task<GitResolution> ResolveAsync(GitRevision revision, CancellationToken cancellationToken);

    /// <summary>Reads a commit and which files it changed, against its first parent.</summary>
    /// <param name="commit">Its full id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GitException">There is no such commit, or the repository cannot be read.</exception>
    Task<GitCommit> ReadCommitAsync(string commit, CancellationToken cancellationToken);

    /// <summary>Reads a file as it is at a commit.</summary>
    /// <param name="commit">The commit's full id.</param>
    /// <param name="path">The file's path from the repository's root, with <c>/</c>.</param>
    /// <param name="maximumBytes">How large it may be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GitException">There is no such file, it is too large or no file, or the repository cannot be read.</exception>
    Task<ReadOnlyMemory<byte>> ReadFileAsync(string commit, string path, int maximumBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the files that differ between two commits. Where they have parted, GitHub lists only what the second one changed since then.
    /// </summary>
    /// <param name="from">The earlier commit's full id.</param>
    /// <param name="to">The later commit's full id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GitException">One of the commits is not there, or the repository cannot be read.</exception>
    Task<GitChanges> CompareAsync(string from, string to, CancellationToken cancellationToken);
}
