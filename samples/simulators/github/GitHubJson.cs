using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitHub;

/// <summary>What GitHub's answers look like.</summary>
internal static class GitHubJson
{
    /// <summary>A user.</summary>
    public static JsonObject User(string login) => new()
    {
        ["login"] = login,
        ["id"] = 1,
        ["node_id"] = "MDQ6VXNlcjE=",
        ["type"] = "User",
        ["site_admin"] = false,
        ["created_at"] = "2020-01-01T00:00:00Z",
        ["updated_at"] = "2020-01-01T00:00:00Z",
    };

    /// <summary>A repository.</summary>
    public static JsonObject Repository(Uri server, SimulatedRepository repository) => new()
    {
        ["id"] = 1,
        ["node_id"] = "MDEwOlJlcG9zaXRvcnkx",
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["owner"] = User(repository.Owner),
        ["private"] = repository.IsPrivate,
        ["visibility"] = repository.IsPrivate ? "private" : "public",
        ["fork"] = false,
        ["url"] = $"{server}api/v3/repos/{repository.FullName}",
        ["html_url"] = $"{server}{repository.FullName}",
        ["clone_url"] = $"{server}{repository.FullName}.git",
        ["default_branch"] = repository.DefaultBranch,
        ["created_at"] = "2020-01-01T00:00:00Z",
        ["updated_at"] = "2020-01-01T00:00:00Z",
        ["permissions"] = new JsonObject { ["admin"] = false, ["push"] = false, ["pull"] = true },
    };

    /// <summary>A branch or tag in a list.</summary>
    public static JsonObject Reference(Uri server, SimulatedRepository repository, KeyValuePair<string, string> reference) => new()
    {
        ["name"] = reference.Key,
        ["commit"] = new JsonObject { ["sha"] = reference.Value, ["url"] = $"{server}api/v3/repos/{repository.FullName}/commits/{reference.Value}" },
        ["protected"] = false,
    };

    /// <summary>A commit.</summary>
    public static JsonObject Commit(Uri server, SimulatedRepository repository, SimulatedCommit commit) => new()
    {
        ["sha"] = commit.Id,
        ["node_id"] = "MDY6Q29tbWl0",
        ["url"] = $"{server}api/v3/repos/{repository.FullName}/commits/{commit.Id}",
        ["html_url"] = $"{server}{repository.FullName}/commit/{commit.Id}",
        ["commit"] = new JsonObject
        {
            ["author"] = Person(commit),
            ["committer"] = Person(commit),
            ["message"] = commit.Message,
            ["comment_count"] = 0,
            ["verification"] = new JsonObject { ["verified"] = false, ["reason"] = "unsigned", ["signature"] = null, ["payload"] = null },
        },
        ["author"] = null, // no user of GitHub has the address
        ["committer"] = null,
        ["parents"] = new JsonArray([.. commit.Parent is null ? [] : new JsonNode[] { new JsonObject { ["sha"] = commit.Parent.Id } }]),
        ["files"] = Files(commit, commit.Parent),
    };

    /// <summary>A file, with or without its content.</summary>
    public static JsonObject Content(Uri server, SimulatedRepository repository, string path, byte[] content, bool withContent)
    {
        var description = new JsonObject
        {
            ["type"] = "file",
            ["name"] = path[(path.LastIndexOf('/') + 1)..],
            ["path"] = path,
            ["sha"] = SimulatedCommit.BlobId(content),
            ["size"] = content.Length,
            ["url"] = $"{server}api/v3/repos/{repository.FullName}/contents/{path}",
        };
        description["encoding"] = withContent ? "base64" : "none";
        description["content"] = withContent ? Lines(content) : "";
        return description;
    }

    /// <summary>A content by itself.</summary>
    public static JsonObject Blob(Uri server, SimulatedRepository repository, byte[] content) => new()
    {
        ["sha"] = SimulatedCommit.BlobId(content),
        ["node_id"] = "MDQ6QmxvYg==",
        ["size"] = content.Length,
        ["url"] = $"{server}api/v3/repos/{repository.FullName}/git/blobs/{SimulatedCommit.BlobId(content)}",
        ["content"] = Lines(content),
        ["encoding"] = "base64",
    };

    /// <summary>What the second commit changed since the two parted.</summary>
    public static JsonObject Comparison(Uri server, SimulatedRepository repository, SimulatedCommit from, SimulatedCommit to)
    {
        var ancestors = Line(from).ToHashSet();
        var parted = Line(to).FirstOrDefault(ancestors.Contains);
        var commits = Line(to).TakeWhile(commit => commit != parted).Reverse().ToArray();
        return new()
        {
            ["base_commit"] = Commit(server, repository, from),
            ["merge_base_commit"] = parted is null ? null : Commit(server, repository, parted),
            ["status"] = parted == from ? commits.Length == 0 ? "identical" : "ahead" : parted == to ? "behind" : "diverged",
            ["ahead_by"] = commits.Length,
            ["behind_by"] = Line(from).TakeWhile(commit => commit != parted).Count(),
            ["total_commits"] = commits.Length,
            ["commits"] = new JsonArray([.. commits.Select(commit => Commit(server, repository, commit))]),
            ["files"] = Files(to, parted),
        };
    }

    private static IEnumerable<SimulatedCommit> Line(SimulatedCommit commit)
    {
        for (var each = commit; each is not null; each = each.Parent)
            yield return each;
    }

    private static JsonArray Files(SimulatedCommit commit, SimulatedCommit? before) =>
    [
        .. commit.ChangesSince(before).Take(300).Select(static change =>
        {
            var file = new JsonObject { ["filename"] = change.Path, ["status"] = change.Status, ["additions"] = 1, ["deletions"] = 0, ["changes"] = 1 };
            if (change.PreviousPath is not null)
                file["previous_filename"] = change.PreviousPath;
            return file;
        }),
    ];

    private static JsonObject Person(SimulatedCommit commit) => new()
    {
        ["name"] = commit.AuthorName,
        ["email"] = commit.AuthorEmail,
        ["date"] = commit.CommittedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Base64 in lines of 60 letters, each ended.</summary>
    private static string Lines(byte[] content) => string.Concat(Convert.ToBase64String(content).Chunk(60).Select(static line => new string(line) + "\n"));
}
