using System.Text.Json.Nodes;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>
/// Reads the bodies of GitHub's hooks (docs.github.com, "Webhook events and payloads"): <c>push</c> and <c>pull_request</c>. Gitea and Gogs send
/// the same.
/// </summary>
internal static class GitHubHook
{
    /// <summary>A push tells of no more commits.</summary>
    private const int MostCommits = 2048;

    /// <summary>What happened; null when it is nothing that starts runs.</summary>
    /// <param name="name">The event's name, from <c>X-GitHub-Event</c>.</param>
    /// <param name="source">The setting that it came by.</param>
    /// <param name="payload">The body.</param>
    public static TriggerEvent? Read(string name, string source, JsonObject payload) => name switch
    {
        "push" => Push(source, payload),
        "pull_request" => PullRequest(source, payload),
        _ => null,
    };

    private static TriggerEvent? Push(string source, JsonObject payload)
    {
        const string Branches = "refs/heads/";
        const string Tags = "refs/tags/";
        var reference = payload.Text("ref");
        var repository = payload.Text("repository", "full_name");
        var commit = payload.Text("after");
        if (reference is null || repository is null || commit is null || HookPayload.IsNoCommit(commit))
            return null;

        var head = payload.Map("head_commit");
        var change = new GitChange
        {
            Event = GitEvent.Push,
            Repository = repository,
            // An annotated tag has an id of its own; the commit is the head's.
            Commit = head.Text("id") ?? commit,
            Message = head.Text("message"),
            Author = head.Text("author", "username") ?? head.Text("author", "name"),
            CommittedAt = head.Time("timestamp"),
        };
        var by = payload.Text("sender", "login") ?? payload.Text("pusher", "name");
        if (reference.StartsWith(Tags, StringComparison.Ordinal))
        {
            var tag = reference[Tags.Length..];
            return new() { Key = $"git/{source}", By = by, Summary = $"tag {tag} of {repository}", Payload = payload, Git = change with { Event = GitEvent.Tag, Tag = tag } };
        }

        if (!reference.StartsWith(Branches, StringComparison.Ordinal))
            return null;
        var branch = reference[Branches.Length..];
        return new()
        {
            Key = $"git/{source}",
            By = by,
            Summary = $"push to {branch} of {repository}",
            Payload = payload,
            Git = change with { Branch = branch, Files = Files(payload) },
        };
    }

    // A new branch or a forced push differs from what was there by more than the commits that are told.
    private static IReadOnlyList<string>? Files(JsonObject payload)
    {
        var commits = payload.List("commits");
        return payload.IsTrue("created") || payload.IsTrue("forced") || HookPayload.IsNoCommit(payload.Text("before")) || commits.Count is 0 or >= MostCommits
            ? null
            : HookPayload.FilesOf(commits);
    }

    private static TriggerEvent? PullRequest(string source, JsonObject payload)
    {
        var repository = payload.Text("repository", "full_name");
        var request = payload.Map("pull_request");
        var commit = request.Text("head", "sha");
        var branch = request.Text("base", "ref");
        var number = payload.Number("number") ?? request.Number("number");
        if (payload.Text("action") is not ("opened" or "reopened" or "synchronize" or "synchronized") || repository is null || commit is null || branch is null || number is null)
            return null;

        return new()
        {
            Key = $"git/{source}",
            By = payload.Text("sender", "login") ?? request.Text("user", "login"),
            Summary = $"pull request {number} of {repository}",
            Payload = payload,
            Git = new()
            {
                Event = GitEvent.PullRequest,
                Repository = repository,
                Branch = branch,
                SourceBranch = request.Text("head", "ref"),
                IsFromFork = !string.Equals(request.Text("head", "repo", "full_name"), repository, StringComparison.OrdinalIgnoreCase),
                Commit = commit,
                Message = request.Text("title"),
                Author = request.Text("user", "login"),
                PullRequest = number,
            },
        };
    }
}
