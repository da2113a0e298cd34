using Octokit;

namespace Pipeline.Connectors.Git.GitHub;

/// <summary>What GitHub's refusals mean.</summary>
internal static class GitHubFailures
{
    /// <summary>Explains a refusal.</summary>
    /// <param name="exception">Octokit's exception.</param>
    /// <param name="url">The server.</param>
    /// <param name="what">What was asked for.</param>
    /// <param name="signedIn">Whether a token was sent.</param>
    public static GitException Explain(ApiException exception, Uri url, string what, bool signedIn) => (int)exception.StatusCode switch
    {
        401 => new(GitFailure.Unauthorized, signedIn
            ? $"{url.Authority} does not accept the token: it is wrong, expired or revoked."
            : $"{url.Authority} shows this to nobody who has not signed in: give a token."),
        403 or 451 => new(GitFailure.Forbidden, $"{url.Authority} does not let the token read {what}: {Sentence(exception)} It needs the right to read contents."),
        404 => new(GitFailure.RepositoryNotFound, signedIn
            ? $"{url.Authority} has no {what}, or does not show it to this token: check the name, and what the token may read."
            : $"{url.Authority} has no {what} that is public: check the name, or give a token."),
        var status => new(GitFailure.Unexpected, $"{url.Authority} answered {status} for {what}: {Sentence(exception)}", exception),
    };

    /// <summary>Whether GitHub says that there is no such commit, branch or tag, or no commit at all.</summary>
    public static bool IsNoCommit(ApiException exception) => (int)exception.StatusCode is 409 or 422;

    private static string Sentence(ApiException exception)
    {
        var message = exception.ApiError?.Message is { Length: > 0 } text ? text : exception.Message;
        return (message.Length > 200 ? message[..200] + "…" : message).TrimEnd('.') + ".";
    }
}
