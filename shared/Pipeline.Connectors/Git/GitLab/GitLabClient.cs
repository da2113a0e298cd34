using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Git.Api;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.GitLab;

/// <summary>Calls GitLab's REST API.</summary>
internal sealed class GitLabClient(OutboundHttp http, Uri url, string? token, TimeProvider time)
{
    private const int MostPages = 20;
    private const int AnswerBytes = 16 * 1024 * 1024;

    private readonly GitApi _api = new(http, time);

    /// <summary>The server's address, for messages.</summary>
    public string Host => url.Authority;

    /// <summary>The address of its pages.</summary>
    public Uri Url { get; } = new(url.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>The address of something in the API.</summary>
    public Uri Address(string path) => new($"{Url.AbsoluteUri}api/v4/{path}");

    /// <summary>Reads one thing.</summary>
    /// <param name="path">Its address in the API.</param>
    /// <param name="type">Its contract.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="missing">What a 404 means here; null: that there is no such project.</param>
    /// <param name="maximumBytes">How long the answer may be.</param>
    /// <exception cref="GitException">It cannot be read.</exception>
    public async Task<T> GetAsync<T>(
        string path, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken, GitException? missing = null, int maximumBytes = AnswerBytes) =>
        Read(await SendAsync(Address(path), what, missing, maximumBytes, cancellationToken), type);

    /// <summary>Reads a list, page by page.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type, string what, CancellationToken cancellationToken, GitException? missing = null)
    {
        var all = new List<T>();
        var next = path;
        for (var page = 0; page < MostPages && next is not null; page++)
        {
            var answer = await SendAsync(Address(next), what, missing, AnswerBytes, cancellationToken);
            all.AddRange(Read(answer, type));

            // The header names the page only, so that the server cannot lead elsewhere.
            next = answer.Header("X-Next-Page") is { Length: > 0 } number && number.All(char.IsAsciiDigit) ? $"{path}&page={number}" : null;
        }

        return all;
    }

    private async Task<OutboundResponse> SendAsync(Uri address, string what, GitException? missing, int maximumBytes, CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(
            new()
            {
                Method = "GET",
                Url = address,
                Headers = token is null ? [] : [new("PRIVATE-TOKEN", token)],
                MaximumAnswerBytes = maximumBytes,
            },
            cancellationToken);
        return answer.StatusCode switch
        {
            200 => answer,
            401 => throw new GitException(GitFailure.Unauthorized, token is null
                ? $"{Host} shows this to nobody who has not signed in: give a token."
                : $"{Host} does not accept the token: it is wrong, expired or revoked."),
            403 => throw new GitException(GitFailure.Forbidden, $"{Host} does not let the token read {what}. It needs the scopes read_api and read_repository."),
            404 => throw missing ?? new GitException(GitFailure.RepositoryNotFound, token is null
                ? $"{Host} has no {what} that is public: check the name, or give a token."
                : $"{Host} has no {what}, or does not show it to this token: check the name, and what the token may read."),
            var status => throw new GitException(GitFailure.Unexpected, $"{Host} answered {status} for {what}."),
        };
    }

    private T Read<T>(OutboundResponse answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body.Span, type) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new GitException(GitFailure.Unexpected, $"The answer of {Host} is not GitLab's. Check the address.", exception);
        }
    }
}
