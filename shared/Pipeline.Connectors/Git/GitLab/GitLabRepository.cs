namespace Pipeline.Connectors.Git.GitLab;

/// <summary>A project's repository on GitLab.</summary>
internal sealed class GitLabRepository(GitLabClient client, string project) : IGitRepository
{
    private GitLabCommit? _last;

    private string Api => $"projects/{Uri.EscapeDataString(project)}";

    private string What => $"project {project}";

    /// <inheritdoc/>
    public Uri CloneUrl => new(client.Url, $"{FilePaths.Escape(project)}.git");

    /// <inheritdoc/>
    public async Task<GitReferences> ListReferencesAsync(CancellationToken cancellationToken)
    {
        var found = await client.GetAsync(Api, GitLabJson.Default.GitLabProject, What, cancellationToken);
        var branches = await ListAsync("branches", cancellationToken);
        return new(branches.Any(branch => branch.Name == found.DefaultBranch) ? found.DefaultBranch : null, branches, await ListAsync("tags", cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<GitResolution> ResolveAsync(GitRevision revision, CancellationToken cancellationToken)
    {
        switch (revision)
        {
            case GitRevision.Branch branch:
                return new(await FindAsync("branches", branch.Name, revision, cancellationToken), branch.Name);
            case GitRevision.Tag tag:
                return new(await FindAsync("tags", tag.Name, revision, cancellationToken), Tag: tag.Name);
            case GitRevision.Commit commit:
                // GitLab takes names of branches and tags here as well.
                var read = await ReadAsync(commit.Id, cancellationToken);
                return read.Id.StartsWith(commit.Id, StringComparison.Ordinal) ? new(read.Id) : throw NotFound(revision);
            default:
                var found = await client.GetAsync(Api, GitLabJson.Default.GitLabProject, What, cancellationToken);
                return found.DefaultBranch is { Length: > 0 } name
                    ? await ResolveAsync(new GitRevision.Branch(name), cancellationToken)
                    : throw new GitException(GitFailure.RevisionNotFound, $"{project} has no default branch; it may be empty. Name a branch, tag or commit.");
        }
    }

    /// <inheritdoc/>
    public async Task<GitCommit> ReadCommitAsync(string commit, CancellationToken cancellationToken)
    {
        var read = _last?.Id == commit ? _last : await ReadAsync(commit, cancellationToken);
        var diffs = await client.ListAsync($"{Api}/repository/commits/{commit}/diff?per_page=100", GitLabJson.Default.IReadOnlyListGitLabDiff, What, cancellationToken);
        return new()
        {
            Id = read.Id,
            Message = read.Message.TrimEnd(),
            Author = new(read.AuthorName, read.AuthorEmail),
            CommittedAt = read.CommittedDate,
            Url = read.WebUrl,
            Changes = Changes(diffs, truncated: false),
        };
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string commit, string path, int maximumBytes, CancellationToken cancellationToken)
    {
        var missing = new GitException(GitFailure.FileNotFound, $"There is no file '{path}' at commit {commit} of {project}.");
        try
        {
            var file = await client.GetAsync(
                $"{Api}/repository/files/{Uri.EscapeDataString(path)}?ref={commit}",
                GitLabJson.Default.GitLabFile,
                What,
                cancellationToken,
                missing,
                maximumBytes: (int)Math.Min(int.MaxValue, (maximumBytes * 3L / 2) + 16_384)); // Base64, with letters that JSON may escape
            return file.Size > maximumBytes
                ? throw new GitException(GitFailure.TooLarge, $"'{path}' is {file.Size:N0} bytes long, of which at most {maximumBytes:N0} are taken.")
                : Convert.FromBase64String(file.Content);
        }
        catch (GitException exception) when (exception.Failure is GitFailure.TooLarge)
        {
            throw new GitException(GitFailure.TooLarge, $"'{path}' is longer than the {maximumBytes:N0} bytes that are taken at most.", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<GitChanges> CompareAsync(string from, string to, CancellationToken cancellationToken)
    {
        var compared = await client.GetAsync(
            $"{Api}/repository/compare?from={from}&to={to}&straight=true",
            GitLabJson.Default.GitLabComparison,
            What,
            cancellationToken,
            new GitException(GitFailure.RevisionNotFound, $"{project} has not both commits {from} and {to}."));
        return Changes(compared.Diffs, compared.CompareTimeout);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static GitChanges Changes(IReadOnlyList<GitLabDiff> diffs, bool truncated) => GitChanges.Of(
        [
            .. diffs.Select(static diff => diff switch
            {
                { NewFile: true } => new GitChangedFile(diff.NewPath, GitChange.Added),
                { DeletedFile: true } => new GitChangedFile(diff.OldPath, GitChange.Removed),
                { RenamedFile: true } => new GitChangedFile(diff.NewPath, GitChange.Renamed, diff.OldPath),
                _ => new GitChangedFile(diff.NewPath, GitChange.Modified),
            }),
        ],
        truncated);

    private async Task<IReadOnlyList<GitReference>> ListAsync(string what, CancellationToken cancellationToken)
    {
        var references = await client.ListAsync($"{Api}/repository/{what}?per_page=100", GitLabJson.Default.IReadOnlyListGitLabReference, What, cancellationToken);
        return [.. references.Where(static reference => reference.Commit is not null).Select(static reference => new GitReference(reference.Name, reference.Commit!.Id))];
    }

    private async Task<string> FindAsync(string what, string name, GitRevision revision, CancellationToken cancellationToken)
    {
        var path = $"{Api}/repository/{what}/{Uri.EscapeDataString(name)}";
        try
        {
            var reference = await client.GetAsync(path, GitLabJson.Default.GitLabReference, What, cancellationToken, NotFound(revision));
            return reference.Commit?.Id ?? throw NotFound(revision);
        }
        catch (GitException exception) when (exception.Failure is GitFailure.RevisionNotFound)
        {
            // The same answer is given where there is no such project.
            await client.GetAsync(Api, GitLabJson.Default.GitLabProject, What, cancellationToken);
            throw;
        }
    }

    private async Task<GitLabCommit> ReadAsync(string commit, CancellationToken cancellationToken)
    {
        try
        {
            return _last = await client.GetAsync(
                $"{Api}/repository/commits/{commit}", GitLabJson.Default.GitLabCommit, What, cancellationToken, NotFound(new GitRevision.Commit(commit)));
        }
        catch (GitException exception) when (exception.Failure is GitFailure.RevisionNotFound)
        {
            await client.GetAsync(Api, GitLabJson.Default.GitLabProject, What, cancellationToken);
            throw;
        }
    }

    private GitException NotFound(GitRevision revision) => new(GitFailure.RevisionNotFound, $"{project} has no {revision}.");
}
