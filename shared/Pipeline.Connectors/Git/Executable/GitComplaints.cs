using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>What the complaints of the program <c>git</c> mean (its and curl's messages in the locale C).</summary>
internal static partial class GitComplaints
{
    private static readonly TimeSpan RateLimitPause = TimeSpan.FromMinutes(1);

    /// <summary>Explains what the program wrote to its standard error.</summary>
    /// <param name="error">What it wrote.</param>
    /// <param name="url">The repository.</param>
    /// <param name="signedIn">Whether it was given a credential.</param>
    public static GitException Explain(string error, Uri url, bool signedIn)
    {
        var host = url.Authority;
        var status = StatusRule().Match(error) is { Success: true } match ? match.Groups[1].Value : "";
        if (Has("Authentication failed", "could not read Username", "could not read Password") || status == "401")
        {
            return new(GitFailure.Unauthorized, signedIn
                ? $"{host} does not accept the user and token."
                : $"{host} shows the repository to nobody who has not signed in: give a token.");
        }

        return status switch
        {
            "403" => new(GitFailure.Forbidden, $"{host} does not let the token read {url.AbsolutePath}: check what it may read."),
            "404" or "410" => Missing(host, url),
            "429" => new(GitFailure.RateLimited, $"{host} wants to be asked less often.") { RetryAfter = RateLimitPause },
            ['3', ..] => new(GitFailure.RepositoryNotFound, $"{host} has moved {url.AbsolutePath} elsewhere: write the new address and name; redirects are not followed."),
            ['5', ..] => new(GitFailure.Unreachable, $"{host} answered {status}."),
            _ when Has("' not found", "not valid: is this a git repository?") => Missing(host, url),
            _ when Has("certificate", "SSL", "TLS") => new(
                GitFailure.Refused, $"No secure connection to {host}: {Line(error)} If a private authority signed its certificate, add it to Outbound:CertificateAuthorities."),
            _ when Has("Could not resolve host", "Failed to connect", "Couldn't connect", "Connection refused", "Connection reset", "Connection timed out", "Operation too slow", "Empty reply", "early EOF", "RPC failed", "unexpected disconnect", "the remote end hung up")
                => new(GitFailure.Unreachable, $"No answer from {host}: {Line(error)}"),
            _ => new(GitFailure.Unexpected, $"git cannot read {host}{url.AbsolutePath}: {Line(error)}"),
        };

        bool Has(params ReadOnlySpan<string> texts)
        {
            foreach (var text in texts)
            {
                if (error.Contains(text, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether the server has no such commit.</summary>
    public static bool IsUnknownCommit(string error) =>
        error.Contains("not our ref", StringComparison.Ordinal) || error.Contains("couldn't find remote ref", StringComparison.Ordinal);

    /// <summary>Whether the server gives commits only where a branch or tag is at them.</summary>
    public static bool IsUnadvertised(string error) => error.Contains("unadvertised object", StringComparison.Ordinal);

    private static GitException Missing(string host, Uri url) =>
        new(GitFailure.RepositoryNotFound, $"{host} has no git repository at {url.AbsolutePath}, or does not show it: check the name, and what the token may read.");

    /// <summary>The line that says why, as one sentence.</summary>
    private static string Line(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(static line => line.StartsWith("fatal: ", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing";
        line = line.Replace("fatal: ", "", StringComparison.Ordinal).TrimEnd('.');
        return (line.Length > 300 ? line[..300] + "…" : line) + ".";
    }

    [GeneratedRegex(@"returned error: (\d{3})")]
    private static partial Regex StatusRule();
}
