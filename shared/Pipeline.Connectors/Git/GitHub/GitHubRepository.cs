using Octokit;

namespace Pipeline.Connectors.Git.GitHub;

/// <summary>A repository of GitHub.</summary>
internal sealed class GitHubRepository(GitHubServer server, string owner, string name) : IGitRepository
{
    private GitHubCommit? _last;

    private string FullName => $"{owner}/{name}";

    /// <inheritdoc/>
    public Uri CloneUrl => new(server.Url, $"{FullName}.git");

    /// <inheritdoc/>
    public async Task<GitReferences> ListReferencesAsync(CancellationToken cancellationToken)
    {
        var repository = await AskAsync(client => client.Repository.Get(owner, name), cancellationToken);
        var branches = await AskAsync(client => client.Repository.Branch.GetAll(owner, name, GitHubServer.Pages), cancellationToken);
        var tags = await AskAsync(client => client.Repository.GetAllTags(owner, name, GitHubServer.Pages), cancellationToken);
        return new(
            branches.Any(branch => branch.Name == repository.DefaultBranch) ? repository.DefaultBranch : null,
            [.. branches.Select(static branch => new GitReference(branch.Name, branch.Commit.Sha))],
            [.. tags.Select(static tag => new GitReference(tag.Name, tag.Commit.Sha))]);
    }

    /// <inheritdoc/>
    public async Task<GitResolution> ResolveAsync(GitRevision revision, CancellationToken cancellationToken)
    {
        switch (revision)
        {
            case GitRevision.Branch branch:
                return new((await ReadAsync($"heads/{branch.Name}", revision, cancellationToken)).Sha, branch.Name);
            case GitRevision.Tag tag:
                return new((await ReadAsync($"tags/{tag.Name}", revision, cancellationToken)).Sha, Tag: tag.Name);
            case GitRevision.Commit commit:
                // A branch may be called like the beginning of another commit's id.
                var found = await ReadAsync(commit.Id, revision, cancellationToken);
                return found.Sha.StartsWith(commit.Id, StringComparison.Ordinal) ? new(found.Sha) : throw NotFound(revision);
            default:
                var repository = await AskAsync(client => client.Repository.Get(owner, name), cancellationToken);
                return await ResolveAsync(new GitRevision.Branch(repository.DefaultBranch), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<GitCommit> ReadCommitAsync(string commit, CancellationToken cancellationToken)
    {
        var read = _last?.Sha == commit ? _last : await ReadAsync(commit, new GitRevision.Commit(commit), cancellationToken);
        return new()
        {
            Id = read.Sha,
            Message = read.Commit.Message.TrimEnd(),
            Author = new(read.Commit.Author.Name, read.Commit.Author.Email),
            CommittedAt = read.Commit.Committer.Date,
            Url = new(server.Url, $"{FullName}/commit/{read.Sha}"),
            Changes = Changes(read.Files),
        };
    }

    /// <inheritdoc/>
    /// <remarks>The description of a file holds its content up to 1 MiB; what is larger is asked for by itself.</remarks>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string commit, string path, int maximumBytes, CancellationToken cancellationToken)
    {
        var contents = await server.AskAsync(
            client => client.Repository.Content.GetAllContentsByRef(owner, name, FilePaths.Escape(path), commit),
            FullName,
            cancellationToken,
            exception => exception is NotFoundException ? new(GitFailure.FileNotFound, $"There is no file '{path}' at commit {commit} of {FullName}.") : null);
        if (contents is not [{ Path: var found } content] || found != path || content.Type.Value is not ContentType.File)
        {
            var kind = contents is [{ Type.Value: ContentType.Symlink or ContentType.Submodule } only] && only.Path == path ? only.Type.StringValue : "folder";
            throw new GitException(GitFailure.FileNotFound, $"'{path}' is no file but a {kind} at commit {commit} of {FullName}.");
        }

        if (content.Size > maximumBytes)
            throw new GitException(GitFailure.TooLarge, $"'{path}' is {content.Size:N0} bytes long, of which at most {maximumBytes:N0} are taken.");
        if (content.EncodedContent is not { Length: > 0 } encoded)
            encoded = content.Size == 0 ? "" : (await AskAsync(client => client.Git.Blob.Get(owner, name, content.Sha), cancellationToken)).Content;
        return Convert.FromBase64String(encoded); // which passes over the line breaks
    }

    /// <inheritdoc/>
    public async Task<GitChanges> CompareAsync(string from, string to, CancellationToken cancellationToken)
    {
        var compared = await server.AskAsync(
            client => client.Repository.Commit.Compare(owner, name, from, to),
            FullName,
            cancellationToken,
            exception => exception is NotFoundException ? new(GitFailure.RevisionNotFound, $"{FullName} has not both commits {from} and {to}.") : null);
        return Changes(compared.Files);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static GitChanges Changes(IReadOnlyList<GitHubCommitFile>? files) => GitChanges.Of(
        [
            .. (files ?? []).Select(static file => file.Status switch
            {
                "added" or "copied" => new GitChangedFile(file.Filename, GitChange.Added),
                "removed" => new GitChangedFile(file.Filename, GitChange.Removed),
                "renamed" => new GitChangedFile(file.Filename, GitChange.Renamed, file.PreviousFileName),
                _ => new GitChangedFile(file.Filename, GitChange.Modified),
            }),
        ],
        truncated: files?.Count >= GitChanges.MostFiles); // GitHub ends its list there without saying so

    private async Task<GitHubCommit> ReadAsync(string reference, GitRevision revision, CancellationToken cancellationToken) => _last = await server.AskAsync(
        client => client.Repository.Commit.Get(owner, name, FilePaths.Escape(reference)),
        FullName,
        cancellationToken,
        exception => GitHubFailures.IsNoCommit(exception) ? NotFound(revision) : null);

    private Task<T> AskAsync<T>(Func<IGitHubClient, Task<T>> ask, CancellationToken cancellationToken) => server.AskAsync(ask, FullName, cancellationToken);

    private GitException NotFound(GitRevision revision) => new(GitFailure.RevisionNotFound, $"{FullName} has no {revision}.");
}
