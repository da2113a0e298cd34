using System.Net;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>Any server that speaks git's smart HTTP protocol, read through the program <c>git</c>.</summary>
/// <param name="http">The rules of outgoing calls, which hold for the program too.</param>
/// <param name="url">The address to which repositories' names are added, or of one repository.</param>
/// <param name="credential">Who signs in; null: nobody.</param>
/// <param name="time">Measures the timeouts.</param>
/// <param name="options">What reading a repository may cost; null: the defaults.</param>
public sealed class HttpGitServer(OutboundHttp http, Uri url, NetworkCredential? credential, TimeProvider time, HttpGitOptions? options = null) : IGitServer
{
    /// <inheritdoc/>
    /// <remarks>There is nothing to ask a git server but its repositories. Where the address is none itself, its answer that there is none here is an answer.</remarks>
    public async Task<string> PingAsync(CancellationToken cancellationToken)
    {
        await using var repository = Open("");
        try
        {
            var references = await repository.ListReferencesAsync(cancellationToken);
            return $"The repository answers; it has {references.Branches.Count} branches and {references.Tags.Count} tags.";
        }
        catch (GitException exception) when (exception.Failure is GitFailure.RepositoryNotFound)
        {
            return "The server answers; the address itself is no repository, so what the token may read shows with a repository's name.";
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken) =>
        throw new GitException(GitFailure.Unexpected, "A git server that is neither GitHub nor GitLab does not list its repositories: write the name.");

    /// <inheritdoc/>
    public IGitRepository Open(string repository) => new HttpGitRepository(new(Address(repository), credential, http, options ?? new(), time));

    /// <inheritdoc/>
    public Uri? ContentUrl(string repository, string path) => null;

    private Uri Address(string repository) => repository.Length == 0 ? url : new Uri($"{url.AbsoluteUri.TrimEnd('/')}/{FilePaths.Escape(repository)}");
}
