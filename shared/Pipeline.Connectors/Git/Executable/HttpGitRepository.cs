using System.Globalization;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>A repository that is read through the program <c>git</c>: only the commits that are asked for, and of their files only those.</summary>
internal sealed class HttpGitRepository(HttpGitRemote remote) : IGitRepository
{
    /// <summary>The commit and its parents: enough to know what it changed.</summary>
    private const int Depth = 2;

    private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);
    private GitWorkspace? _workspace;

    /// <inheritdoc/>
    public Uri CloneUrl => remote.Url;

    /// <inheritdoc/>
    public async Task<GitReferences> ListReferencesAsync(CancellationToken cancellationToken)
    {
        var workspace = await WorkspaceAsync(cancellationToken);
        var run = await workspace.RunRemoteAsync(
            ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*", "refs/tags/*"], static _ => false, remote.Options.MaximumListBytes, cancellationToken);
        return run.Truncated
            ? throw new GitException(GitFailure.TooLarge, $"The repository has too many branches and tags: their list is longer than {remote.Options.MaximumListBytes:N0} bytes.")
            : GitOutput.References(run.Text);
    }

    /// <inheritdoc/>
    public async Task<GitResolution> ResolveAsync(GitRevision revision, CancellationToken cancellationToken)
    {
        if (revision is GitRevision.Commit commit)
            return new(await FullIdAsync(commit, cancellationToken));

        var references = await ListReferencesAsync(cancellationToken);
        return revision switch
        {
            GitRevision.Tag tag => new(Find(references.Tags, tag.Name, tag), Tag: tag.Name),
            GitRevision.Branch branch => new(Find(references.Branches, branch.Name, branch), branch.Name),
            _ => references.DefaultBranch is { } name
                ? new(Find(references.Branches, name, revision), name)
                : throw new GitException(GitFailure.RevisionNotFound, $"{remote.Url.AbsolutePath} has no default branch; it may be empty. Name a branch, tag or commit."),
        };
    }

    /// <inheritdoc/>
    public async Task<GitCommit> ReadCommitAsync(string commit, CancellationToken cancellationToken)
    {
        var workspace = await FetchAsync(commit, cancellationToken);
        var (read, parents) = GitOutput.Commit((await workspace.RunAsync(["log", "-1", $"--format={GitOutput.CommitFormat}", commit], cancellationToken)).Text);
        var changes = await ChangesAsync(workspace, parents.Count == 0 ? ["--root", "--no-commit-id", commit] : [parents[0], commit], cancellationToken);
        return read with { Changes = changes };
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string commit, string path, int maximumBytes, CancellationToken cancellationToken)
    {
        var workspace = await FetchAsync(commit, cancellationToken);
        var entry = (await workspace.RunAsync(["ls-tree", "-z", commit, "--", path], cancellationToken)).Text.Split('\0')[0];
        if (entry.Split(' ', '\t') is not [var mode, var type, var id, ..])
            throw new GitException(GitFailure.FileNotFound, $"There is no file '{path}' at commit {commit}.");
        if (type != "blob" || mode == "120000")
            throw new GitException(GitFailure.FileNotFound, $"'{path}' is no file but a {(type == "tree" ? "folder" : mode == "120000" ? "symbolic link" : "submodule")} at commit {commit}.");

        var size = await workspace.RunRemoteAsync(["cat-file", "-s", id], static _ => false, 100, cancellationToken);
        if (long.Parse(size.Text.Trim(), CultureInfo.InvariantCulture) is var bytes && bytes > maximumBytes)
            throw new GitException(GitFailure.TooLarge, $"'{path}' is {bytes:N0} bytes long, of which at most {maximumBytes:N0} are taken.");
        return (await workspace.RunAsync(["cat-file", "blob", id], cancellationToken, maximumBytes)).Output;
    }

    /// <inheritdoc/>
    public async Task<GitChanges> CompareAsync(string from, string to, CancellationToken cancellationToken)
    {
        await FetchAsync(from, cancellationToken);
        return await ChangesAsync(await FetchAsync(to, cancellationToken), [from, to], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _workspace?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<GitWorkspace> WorkspaceAsync(CancellationToken cancellationToken) =>
        _workspace ??= await GitWorkspace.CreateAsync(remote, cancellationToken);

    // Renames are told by equal contents alone: likeness would have to fetch every file.
    private static async Task<GitChanges> ChangesAsync(GitWorkspace workspace, IReadOnlyList<string> commits, CancellationToken cancellationToken) =>
        GitChanges.Of(GitOutput.Changes((await workspace.RunAsync(["diff-tree", "-r", "-z", "--name-status", "--find-renames=100%", .. commits], cancellationToken)).Text));

    /// <summary>Fetches a commit, its parents and their folders, but none of their files.</summary>
    private async Task<GitWorkspace> FetchAsync(string commit, CancellationToken cancellationToken)
    {
        var workspace = await WorkspaceAsync(cancellationToken);
        if (!_fetched.Add(commit))
            return workspace;

        var run = await workspace.RunRemoteAsync(
            ["fetch", "--quiet", "--no-tags", $"--depth={Depth}", "--filter=blob:none", "origin", commit],
            static error => GitComplaints.IsUnknownCommit(error) || GitComplaints.IsUnadvertised(error),
            0,
            cancellationToken);
        if (run.ExitCode == 0)
            return workspace;
        if (GitComplaints.IsUnadvertised(run.Error))
        {
            // An old server gives only what branches and tags lead to.
            await FetchAllAsync(workspace, "blob:none", cancellationToken);
            if ((await workspace.TryAsync(["cat-file", "-e", commit + "^{commit}"], cancellationToken)).IsSuccess)
                return workspace;
        }

        throw NotFound(new GitRevision.Commit(commit));
    }

    private static Task<GitRun> FetchAllAsync(GitWorkspace workspace, string filter, CancellationToken cancellationToken) => workspace.RunRemoteAsync(
        ["fetch", "--quiet", $"--filter={filter}", "origin", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], static _ => false, 0, cancellationToken);

    private async Task<string> FullIdAsync(GitRevision.Commit commit, CancellationToken cancellationToken)
    {
        if (GitRevision.IsFullId(commit.Id))
        {
            await FetchAsync(commit.Id, cancellationToken);
            return commit.Id;
        }

        // Servers know whole ids only. The commits alone, without folders and files, are fetched to a place of their own, since this one would
        // then be thought to have what belongs to them.
        using var history = await GitWorkspace.CreateAsync(remote, cancellationToken);
        await FetchAllAsync(history, "tree:0", cancellationToken);
        var objects = (await history.RunAsync(["rev-parse", $"--disambiguate={commit.Id}"], cancellationToken)).Text;
        var found = new List<string>();
        foreach (var id in objects.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((await history.TryAsync(["cat-file", "-t", id], cancellationToken)).Text.Trim() == "commit")
                found.Add(id);
        }

        return found switch
        {
            [var only] => only,
            [] => throw NotFound(commit),
            _ => throw new GitException(GitFailure.RevisionNotFound, $"{found.Count} commits of {remote.Url.AbsolutePath} begin with '{commit.Id}': write more digits."),
        };
    }

    private string Find(IReadOnlyList<GitReference> references, string name, GitRevision revision) =>
        references.FirstOrDefault(reference => reference.Name == name)?.Commit ?? throw NotFound(revision);

    private GitException NotFound(GitRevision revision) => new(GitFailure.RevisionNotFound, $"{remote.Url.AbsolutePath} has no {revision}.");
}
