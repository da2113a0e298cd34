using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.GitLab;

/// <summary>GitLab, read through its REST API (v4).</summary>
/// <param name="http">Makes the calls.</param>
/// <param name="url">Its address; null: gitlab.com.</param>
/// <param name="token">A personal, project or group access token; null: only what is public.</param>
/// <param name="time">Measures the pauses between tries.</param>
public sealed class GitLabServer(OutboundHttp http, Uri? url, string? token, TimeProvider time) : IGitServer
{
    private readonly GitLabClient _client = new(http, url ?? new Uri("https://gitlab.com"), token, time);

    /// <inheritdoc/>
    public async Task<string> PingAsync(CancellationToken cancellationToken)
    {
        if (token is null)
        {
            await _client.GetAsync("projects?simple=true&per_page=1", GitLabJson.Default.IReadOnlyListGitLabProject, "the list of projects", cancellationToken);
            return $"{_client.Host} answers; nobody signed in, so only public projects are seen.";
        }

        var user = await _client.GetAsync("user", GitLabJson.Default.GitLabUser, "the token's user", cancellationToken);
        return $"{_client.Host} answers and lets '{user.Username}' in.";
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken)
    {
        if (token is null)
            throw new GitException(GitFailure.Unauthorized, $"{_client.Host} lists the projects that a token is a member of: give a token.");

        var projects = await _client.ListAsync(
            "projects?membership=true&simple=true&order_by=id&per_page=100", GitLabJson.Default.IReadOnlyListGitLabProject, "the list of projects", cancellationToken);
        return [.. projects.Select(static project => project.PathWithNamespace).Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc/>
    public IGitRepository Open(string repository) => new GitLabRepository(_client, repository);

    /// <inheritdoc/>
    public Uri? ContentUrl(string repository, string path) => _client.Address($"projects/{Uri.EscapeDataString(repository)}/repository/files/{Uri.EscapeDataString(path)}/raw");
}
