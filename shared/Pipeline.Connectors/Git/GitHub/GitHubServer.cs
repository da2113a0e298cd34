using Octokit;
using Octokit.Internal;
using Pipeline.Connectors.Git.Api;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.GitHub;

/// <summary>GitHub, or a GitHub Enterprise Server, read through its REST API with Octokit.</summary>
public sealed class GitHubServer : IGitServer
{
    private const int MostPages = 20;
    private const int AnswerBytes = 32 * 1024 * 1024;

    private static readonly Uri PublicUrl = new("https://github.com");

    private readonly GitApi _api;
    private readonly Uri _apiUrl;
    private readonly string? _token;

    /// <summary>A server as a token sees it.</summary>
    /// <param name="http">Makes the calls.</param>
    /// <param name="url">The address of its pages; null: github.com.</param>
    /// <param name="token">A personal access token or an app's; null: only what is public.</param>
    /// <param name="time">Measures the pauses between tries.</param>
    public GitHubServer(OutboundHttp http, Uri? url, string? token, TimeProvider time)
    {
        _api = new(http, time);
        Url = url is null || url.Host is "github.com" or "www.github.com" or "api.github.com" ? PublicUrl : url;
        _apiUrl = ApiUrl(Url);
        _token = token;
    }

    /// <summary>The address of its pages.</summary>
    public Uri Url { get; }

    /// <summary>What its lists are asked for by.</summary>
    internal static ApiOptions Pages { get; } = new() { PageSize = 100, PageCount = MostPages };

    /// <summary>Whether a token is there, for messages.</summary>
    internal bool SignsIn => _token is not null;

    /// <inheritdoc/>
    public async Task<string> PingAsync(CancellationToken cancellationToken)
    {
        if (_token is null)
        {
            var limits = await AskAsync(static client => client.RateLimit.GetRateLimits(), "/", cancellationToken);
            return $"{Url.Authority} answers; nobody signed in, so only public repositories are seen, with {limits.Resources.Core.Limit} calls an hour.";
        }

        // A token of an app's installation belongs to nobody; it may ask for its limits all the same.
        var user = await AskAsync(WhoAsync, "/user", cancellationToken);
        return user is null ? $"{Url.Authority} answers and accepts the token." : $"{Url.Authority} answers and lets '{user}' in.";

        static async Task<string?> WhoAsync(IGitHubClient client)
        {
            try
            {
                return (await client.User.Current()).Login;
            }
            catch (ForbiddenException)
            {
                await client.RateLimit.GetRateLimits();
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken)
    {
        if (_token is null)
            throw new GitException(GitFailure.Unauthorized, $"{Url.Authority} lists the repositories that a token may see: give a token.");

        var repositories = await AskAsync(
            static client => client.Repository.GetAllForCurrent(new RepositoryRequest { Sort = RepositorySort.FullName }, Pages), "/user/repos", cancellationToken);
        return [.. repositories.Select(static repository => repository.FullName)];
    }

    /// <inheritdoc/>
    public IGitRepository Open(string repository) => new GitHubRepository(this, repository[..repository.IndexOf('/', StringComparison.Ordinal)], repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <inheritdoc/>
    public Uri? ContentUrl(string repository, string path) => new($"{_apiUrl.AbsoluteUri}repos/{repository}/contents/{FilePaths.Escape(path)}");

    /// <summary>Asks through Octokit, whose exceptions become ours.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="what">What is asked for, for messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="explain">What a failure means here, where it is not one of credentials; null: nothing special.</param>
    /// <exception cref="GitException">It failed.</exception>
    internal async Task<T> AskAsync<T>(Func<IGitHubClient, Task<T>> ask, string what, CancellationToken cancellationToken, Func<ApiException, GitException?>? explain = null)
    {
        var handler = new GitApiMessageHandler(_api, AnswerBytes, cancellationToken);
        using var adapter = new HttpClientAdapter(() => handler);
        var credentials = new InMemoryCredentialStore(_token is null ? Credentials.Anonymous : new Credentials(_token));
        var client = new GitHubClient(new Connection(new ProductHeaderValue("Pipeline"), _apiUrl, credentials, adapter, new SimpleJsonSerializer()));
        try
        {
            return await ask(client);
        }
        catch (ApiException exception)
        {
            throw explain?.Invoke(exception) ?? GitHubFailures.Explain(exception, Url, what, SignsIn);
        }
        catch (Exception exception) when (exception is System.Runtime.Serialization.SerializationException or FormatException or InvalidCastException or ArgumentException)
        {
            throw new GitException(GitFailure.Unexpected, $"The answer of {_apiUrl.Authority} is not GitHub's. Check the address.", exception);
        }
    }

    /// <summary>Where the API of a server is: apart for github.com and GitHub Enterprise Cloud's own domains, below the pages for a server of one's own.</summary>
    private static Uri ApiUrl(Uri url)
    {
        if (url == PublicUrl)
            return new("https://api.github.com/");
        return url.Host.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase)
            ? new($"{url.Scheme}://api.{url.Authority}/")
            : new($"{url.GetLeftPart(UriPartial.Authority)}/api/v3/");
    }
}
