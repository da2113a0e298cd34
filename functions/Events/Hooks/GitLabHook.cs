using System.Text.Json.Nodes;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>Reads the bodies of GitLab's hooks (docs.gitlab.com, "Webhook events"): pushes, tags and merge requests.</summary>
internal static class GitLabHook
{
    /// <summary>What happened; null when it is nothing that starts runs.</summary>
    /// <param name="source">The setting that it came by.</param>
    /// <param name="payload">The body.</param>
    public static TriggerEvent? Read(string source, JsonObject payload) => payload.Text("object_kind") switch
    {
        "push" => Push(source, payload, "refs/heads/"),
        "tag_push" => Push(source, payload, "refs/tags/"),
        "merge_request" => MergeRequest(source, payload),
        _ => null,
    };

    private static TriggerEvent? Push(string source, JsonObject payload, string prefix)
    {
        var reference = payload.Text("ref");
        var repository = payload.Text("project", "path_with_namespace");
        var commit = payload.Text("checkout_sha") ?? payload.Text("after");
        if (reference?.StartsWith(prefix, StringComparison.Ordinal) != true || repository is null || commit is null || HookPayload.IsNoCommit(payload.Text("after")))
            return null;

        var isTag = prefix == "refs/tags/";
        var name = reference[prefix.Length..];
        var commits = payload.List("commits");
        var head = commits.FirstOrDefault(told => told.Text("id") == commit);
        return new()
        {
            Key = $"git/{source}",
            By = payload.Text("user_username") ?? payload.Text("user_name"),
            Summary = isTag ? $"tag {name} of {repository}" : $"push to {name} of {repository}",
            Payload = payload,
            Git = new()
            {
                Event = isTag ? GitEvent.Tag : GitEvent.Push,
                Repository = repository,
                Branch = isTag ? null : name,
                Tag = isTag ? name : null,
                Commit = commit,
                Message = head.Text("message"),
                Author = head.Text("author", "name"),
                CommittedAt = head.Time("timestamp"),
                Files = isTag ? null : Files(payload, commits),
            },
        };
    }

    // At most 20 commits are told, whatever the count says; of a new branch those that make it differ are not known.
    private static IReadOnlyList<string>? Files(JsonObject payload, IReadOnlyList<JsonNode?> commits) =>
        HookPayload.IsNoCommit(payload.Text("before")) || commits.Count == 0 || payload.Number("total_commits_count") > commits.Count
            ? null
            : HookPayload.FilesOf(commits);

    private static TriggerEvent? MergeRequest(string source, JsonObject payload)
    {
        var request = payload.Map("object_attributes");
        var repository = payload.Text("project", "path_with_namespace");
        var commit = request.Text("last_commit", "id");
        var branch = request.Text("target_branch");
        var number = request.Number("iid");
        var action = request.Text("action");

        // Only an update with an old revision has new commits.
        var hasNewCommits = action is "open" or "reopen" || (action is "update" && request.Text("oldrev") is not null);
        if (!hasNewCommits || repository is null || commit is null || branch is null || number is null)
            return null;

        return new()
        {
            Key = $"git/{source}",
            By = payload.Text("user", "username"),
            Summary = $"merge request {number} of {repository}",
            Payload = payload,
            Git = new()
            {
                Event = GitEvent.PullRequest,
                Repository = repository,
                Branch = branch,
                SourceBranch = request.Text("source_branch"),
                IsFromFork = !string.Equals(request.Text("source", "path_with_namespace"), repository, StringComparison.OrdinalIgnoreCase),
                Commit = commit,
                Message = request.Text("title"),
                Author = request.Text("last_commit", "author", "name"),
                CommittedAt = request.Time("last_commit", "timestamp"),
                PullRequest = number,
            },
        };
    }
}
