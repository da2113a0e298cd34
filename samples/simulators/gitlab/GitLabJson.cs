using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitLab;

/// <summary>What GitLab's answers look like.</summary>
internal static class GitLabJson
{
    /// <summary>A user.</summary>
    public static JsonObject User(string name) => new() { ["id"] = 1, ["username"] = name, ["name"] = name, ["state"] = "active" };

    /// <summary>A project.</summary>
    public static JsonObject Project(Uri server, SimulatedRepository project) => new()
    {
        ["id"] = 1,
        ["name"] = project.Name,
        ["path_with_namespace"] = project.FullName,
        ["default_branch"] = project.Branches.IsEmpty ? null : project.DefaultBranch,
        ["visibility"] = project.IsPrivate ? "private" : "public",
        ["web_url"] = $"{server}{project.FullName}",
        ["http_url_to_repo"] = $"{server}{project.FullName}.git",
        ["empty_repo"] = project.Branches.IsEmpty,
    };

    /// <summary>A commit.</summary>
    public static JsonObject Commit(Uri server, SimulatedRepository project, SimulatedCommit commit) => new()
    {
        ["id"] = commit.Id,
        ["short_id"] = commit.Id[..8],
        ["parent_ids"] = new JsonArray([.. commit.Parent is null ? [] : new JsonNode[] { commit.Parent.Id }]),
        ["title"] = commit.Message.Split('\n')[0],
        ["message"] = commit.Message,
        ["author_name"] = commit.AuthorName,
        ["author_email"] = commit.AuthorEmail,
        ["authored_date"] = Date(commit),
        ["committer_name"] = commit.AuthorName,
        ["committer_email"] = commit.AuthorEmail,
        ["committed_date"] = Date(commit),
        ["created_at"] = Date(commit),
        ["web_url"] = $"{server}{project.FullName}/-/commit/{commit.Id}",
        ["trailers"] = new JsonObject(),
    };

    /// <summary>A file that differs.</summary>
    public static JsonObject Diff(SimulatedChange change) => new()
    {
        ["old_path"] = change.PreviousPath ?? change.Path,
        ["new_path"] = change.Path,
        ["a_mode"] = "100644",
        ["b_mode"] = "100644",
        ["new_file"] = change.Status == "added",
        ["renamed_file"] = change.Status == "renamed",
        ["deleted_file"] = change.Status == "removed",
        ["diff"] = "@@ -1 +1 @@\n",
    };

    /// <summary>What differs between two commits.</summary>
    public static JsonObject Comparison(Uri server, SimulatedRepository project, SimulatedCommit from, SimulatedCommit to) => new()
    {
        ["commit"] = Commit(server, project, to),
        ["commits"] = new JsonArray(),
        ["diffs"] = new JsonArray([.. to.ChangesSince(from).Select(Diff)]),
        ["compare_timeout"] = false,
        ["compare_same_ref"] = from == to,
    };

    /// <summary>A file with its content.</summary>
    public static JsonObject File(SimulatedCommit commit, string path, byte[] content) => new()
    {
        ["file_name"] = path[(path.LastIndexOf('/') + 1)..],
        ["file_path"] = path,
        ["size"] = content.Length,
        ["encoding"] = "base64",
        ["content"] = Convert.ToBase64String(content),
        ["ref"] = commit.Id,
        ["blob_id"] = SimulatedCommit.BlobId(content),
        ["commit_id"] = commit.Id,
        ["last_commit_id"] = commit.Id,
        ["execute_filemode"] = false,
    };

    private static string Date(SimulatedCommit commit) => commit.CommittedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
