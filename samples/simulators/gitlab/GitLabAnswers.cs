using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitLab;

/// <summary>Answers one call of somebody who was let in, or of nobody.</summary>
internal sealed class GitLabAnswers(GitLabSimulator server, HttpContext context, SimulatedToken? token)
{
    /// <summary>The answer for a path below the API's root.</summary>
    public (int Status, JsonNode? Body) Of(string[] path) => path switch
    {
        ["user"] => token is null ? GitLabSimulator.Error(401, "401 Unauthorized") : (200, GitLabJson.User(token.User)),
        ["projects"] => (200, GitLabSimulator.PageOf(Projects(), context, project => GitLabJson.Project(server.Url, project))),
        ["projects", var name, .. var rest] => server.Find(name, token) is { } project ? Of(project, rest) : GitLabSimulator.Error(404, "404 Project Not Found"),
        _ => GitLabSimulator.Error(404, "404 Not Found"),
    };

    private IEnumerable<SimulatedRepository> Projects() => server.Repositories.Where(project => token is not null || !project.IsPrivate);

    private (int Status, JsonNode? Body) Of(SimulatedRepository project, string[] path)
    {
        if (path is [])
            return (200, GitLabJson.Project(server.Url, project));
        if (token is { MayRead: false })
        {
            return (403, new JsonObject
            {
                ["error"] = "insufficient_scope",
                ["error_description"] = "The request requires higher privileges than provided by the access token.",
                ["scope"] = "api read_api",
            });
        }

        return path switch
        {
            ["repository", "branches"] => (200, GitLabSimulator.PageOf(Ordered(project.Branches), context, reference => Reference(project, reference))),
            ["repository", "tags"] => (200, GitLabSimulator.PageOf(Ordered(project.Tags), context, reference => Reference(project, reference))),
            ["repository", "branches", var name] => One(project, project.Branches, name, "404 Branch Not Found"),
            ["repository", "tags", var name] => One(project, project.Tags, name, "404 Tag Not Found"),
            ["repository", "commits", var id] => Resolve(project, id) is { } commit
                ? (200, GitLabJson.Commit(server.Url, project, commit))
                : GitLabSimulator.Error(404, "404 Commit Not Found"),
            ["repository", "commits", var id, "diff"] => Resolve(project, id) is { } commit
                ? (200, GitLabSimulator.PageOf(commit.ChangesSince(commit.Parent), context, GitLabJson.Diff))
                : GitLabSimulator.Error(404, "404 Commit Not Found"),
            ["repository", "files", var file] => File(project, file),
            ["repository", "compare"] => Compare(project),
            _ => GitLabSimulator.Error(404, "404 Not Found"),
        };
    }

    private (int Status, JsonNode? Body) One(SimulatedRepository project, ConcurrentDictionary<string, string> references, string name, string missing) =>
        references.TryGetValue(name, out var commit) ? (200, Reference(project, new(name, commit))) : GitLabSimulator.Error(404, missing);

    private (int Status, JsonNode? Body) File(SimulatedRepository project, string path)
    {
        var reference = context.Request.Query["ref"].ToString();
        if (reference.Length == 0)
            return (400, new JsonObject { ["error"] = "ref is missing, ref is empty" });
        return Resolve(project, reference) is { } commit && commit.Files.TryGetValue(path, out var content)
            ? (200, GitLabJson.File(commit, path, content))
            : GitLabSimulator.Error(404, "404 File Not Found");
    }

    private (int Status, JsonNode? Body) Compare(SimulatedRepository project)
    {
        if (Resolve(project, context.Request.Query["from"].ToString()) is not { } from || Resolve(project, context.Request.Query["to"].ToString()) is not { } to)
            return GitLabSimulator.Error(404, "404 Not Found");
        return (200, GitLabJson.Comparison(server.Url, project, from, to));
    }

    private JsonObject Reference(SimulatedRepository project, KeyValuePair<string, string> reference) => new()
    {
        ["name"] = reference.Key,
        ["commit"] = GitLabJson.Commit(server.Url, project, project.Find(reference.Value)!),
        ["protected"] = false,
    };

    private static SimulatedCommit? Resolve(SimulatedRepository project, string reference) =>
        project.Find(project.Branches.GetValueOrDefault(reference) ?? project.Tags.GetValueOrDefault(reference) ?? reference);

    private static IEnumerable<KeyValuePair<string, string>> Ordered(ConcurrentDictionary<string, string> references) => references.OrderBy(static reference => reference.Key, StringComparer.Ordinal);
}
