using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Git;

/// <summary>Tells somebody of pushes, in the shape and with the signature of GitHub's hooks, which Gitea's are as well.</summary>
internal sealed class PushHook(Uri address, string secret) : IDisposable
{
    private const string NoCommit = "0000000000000000000000000000000000000000";
    private readonly HttpClient _client = new();

    /// <summary>Fires it, and leaves it at that when nobody is there: a push is not undone for its hook.</summary>
    public async Task FireAsync(GitPush push, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes((await PayloadAsync(push, cancellationToken)).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<JsonObject> PayloadAsync(GitPush push, CancellationToken cancellationToken)
    {
        var head = (await GitAsync("log", "-1", "--format=%H%n%aN%n%aI%n%s", push.After)).Split('\n');
        var range = push.Before is null ? [push.After] : new[] { $"{push.Before}..{push.After}" };
        var commits = new JsonArray();
        foreach (var id in (await GitAsync(["rev-list", "--reverse", "--max-count=20", .. range])).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var changes = (await GitAsync("diff-tree", "--root", "--no-commit-id", "--name-status", "--no-renames", "-r", id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            commits.Add(new JsonObject { ["id"] = id, ["added"] = Files(changes, 'A'), ["modified"] = Files(changes, 'M'), ["removed"] = Files(changes, 'D') });
        }

        return new()
        {
            ["ref"] = push.Reference,
            ["before"] = push.Before ?? NoCommit,
            ["after"] = push.After,
            ["created"] = push.Before is null,
            ["repository"] = new JsonObject { ["full_name"] = push.Name },
            ["pusher"] = new JsonObject { ["name"] = head[1] },
            ["head_commit"] = new JsonObject { ["id"] = head[0], ["message"] = head[3], ["timestamp"] = head[2], ["author"] = new JsonObject { ["name"] = head[1] } },
            ["commits"] = commits,
        };

        Task<string> GitAsync(params string[] arguments) => GitProcess.RunAsync(push.Program, push.Repository, arguments, default, cancellationToken);
    }

    private static JsonArray Files(IEnumerable<string> changes, char kind) =>
        new([.. changes.Where(change => change[0] == kind).Select(change => (JsonNode)change[2..])]);
}

/// <summary>A branch or tag that a push moved.</summary>
/// <param name="Program">The program <c>git</c>.</param>
/// <param name="Repository">The repository's folder.</param>
/// <param name="Name">The repository's name.</param>
/// <param name="Reference">The branch or tag, as <c>refs/heads/main</c>.</param>
/// <param name="Before">The commit that it was at; null for a new one.</param>
/// <param name="After">The commit that it is at.</param>
internal sealed record GitPush(string Program, string Repository, string Name, string Reference, string? Before, string After);
