using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitHub;

/// <summary>Answers one call of somebody who was let in, or of nobody.</summary>
internal sealed class GitHubAnswers(GitHubSimulator server, HttpContext context, SimulatedToken? token)
{
    /// <summary>Contents above this are left out of a file's description, and have to be asked for by themselves.</summary>
    private const int MostDescribed = 1024 * 1024;

    /// <summary>The answer for a path below the API's root.</summary>
    public (int Status, JsonNode Body) Of(string[] path) => path switch
    {
        ["rate_limit"] => (200, Limits()),
        ["user"] => token is null ? GitHubErrors.Of(401, "Requires authentication") : (200, GitHubJson.User(token.User)),
        ["user", "repos"] => token is null
            ? GitHubErrors.Of(401, "Requires authentication")
            : (200, GitHubSimulator.PageOf(server.Repositories, context, repository => GitHubJson.Repository(server.Url, repository))),
        ["repos", var owner, var name, .. var rest] => server.Find($"{owner}/{name}", token) is { } repository
            ? Of(repository, rest)
            : GitHubErrors.NotFound,
        _ => GitHubErrors.NotFound,
    };

    private (int Status, JsonNode Body) Of(SimulatedRepository repository, string[] path)
    {
        if (path is [])
            return (200, GitHubJson.Repository(server.Url, repository));
        if (token is { MayRead: false })
            return GitHubErrors.Of(403, "Resource not accessible by personal access token");
        return path switch
        {
            ["branches"] => (200, GitHubSimulator.PageOf(Ordered(repository.Branches), context, reference => GitHubJson.Reference(server.Url, repository, reference))),
            ["tags"] => (200, GitHubSimulator.PageOf(Ordered(repository.Tags), context, reference => GitHubJson.Reference(server.Url, repository, reference))),
            ["commits", .. var reference] => Commit(repository, string.Join('/', reference)),
            ["contents", .. var file] => Contents(repository, string.Join('/', file)),
            ["git", "blobs", var id] => repository.FindBlob(id) is { } content ? (200, GitHubJson.Blob(server.Url, repository, content)) : GitHubErrors.NotFound,
            ["compare", var basehead] => Compare(repository, basehead.Split("...")),
            _ => GitHubErrors.NotFound,
        };
    }

    private (int Status, JsonNode Body) Commit(SimulatedRepository repository, string reference)
    {
        if (repository.Branches.IsEmpty)
            return GitHubErrors.Of(409, "Git Repository is empty.");
        return Resolve(repository, reference) is { } commit
            ? (200, GitHubJson.Commit(server.Url, repository, commit))
            : GitHubErrors.Of(422, $"No commit found for SHA: {reference}");
    }

    private (int Status, JsonNode Body) Contents(SimulatedRepository repository, string path)
    {
        var reference = context.Request.Query["ref"].ToString();
        if (Resolve(repository, reference.Length == 0 ? repository.DefaultBranch : reference) is not { } commit)
            return GitHubErrors.Of(404, $"No commit found for the ref {reference}");
        if (commit.Files.TryGetValue(path, out var content))
            return (200, GitHubJson.Content(server.Url, repository, path, content, content.Length <= MostDescribed));

        var inside = commit.Files.Where(file => path.Length == 0 || file.Key.StartsWith(path + "/", StringComparison.Ordinal)).ToArray();
        return inside.Length == 0
            ? GitHubErrors.NotFound
            : (200, new JsonArray([.. inside.Select(file => GitHubJson.Content(server.Url, repository, file.Key, file.Value, withContent: false))]));
    }

    private (int Status, JsonNode Body) Compare(SimulatedRepository repository, string[] ends) =>
        ends is [var from, var to] && Resolve(repository, from) is { } before && Resolve(repository, to) is { } after
            ? (200, GitHubJson.Comparison(server.Url, repository, before, after))
            : GitHubErrors.NotFound;

    private static SimulatedCommit? Resolve(SimulatedRepository repository, string reference) => repository.Find(reference switch
    {
        _ when reference.StartsWith("heads/", StringComparison.Ordinal) => repository.Branches.GetValueOrDefault(reference["heads/".Length..]),
        _ when reference.StartsWith("tags/", StringComparison.Ordinal) => repository.Tags.GetValueOrDefault(reference["tags/".Length..]),
        _ => repository.Branches.GetValueOrDefault(reference) ?? repository.Tags.GetValueOrDefault(reference) ?? reference,
    });

    private static IEnumerable<KeyValuePair<string, string>> Ordered(ConcurrentDictionary<string, string> references) => references.OrderBy(static reference => reference.Key, StringComparer.Ordinal);

    private JsonObject Limits()
    {
        return new()
        {
            ["resources"] = new JsonObject { ["core"] = Rate(), ["search"] = Rate() },
            ["rate"] = Rate(),
        };

        JsonObject Rate() => new() { ["limit"] = token is null ? 60 : server.Calls.Limit, ["remaining"] = server.Calls.Remaining, ["reset"] = server.Calls.ResetAt.ToUnixTimeSeconds() };
    }
}
