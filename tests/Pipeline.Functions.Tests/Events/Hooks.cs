using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Events;

/// <summary>Calls hooks as the systems do that have them.</summary>
internal static class Hooks
{
    public const string Secret = "a-hook-secret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A push to GitHub, in the shape of docs.github.com.</summary>
    public static JsonObject GitHubPush(string repository, string branch = "main", string commit = "6113728f27ae82c7b1a177c8d03f9e96e0adf246", params string[] files) => new()
    {
        ["ref"] = $"refs/heads/{branch}",
        ["before"] = "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5",
        ["after"] = commit,
        ["created"] = false,
        ["forced"] = false,
        ["repository"] = new JsonObject { ["full_name"] = repository, ["default_branch"] = "main" },
        ["pusher"] = new JsonObject { ["name"] = "octocat" },
        ["sender"] = new JsonObject { ["login"] = "octocat" },
        ["head_commit"] = new JsonObject
        {
            ["id"] = commit,
            ["message"] = "Fix it",
            ["timestamp"] = "2026-11-20T10:00:00+09:00",
            ["author"] = new JsonObject { ["name"] = "Octo Cat", ["username"] = "octocat" },
        },
        ["commits"] = new JsonArray(new JsonObject
        {
            ["id"] = commit,
            ["added"] = new JsonArray(),
            ["removed"] = new JsonArray(),
            ["modified"] = new JsonArray([.. files.DefaultIfEmpty("src/a.cs").Select(file => (JsonNode)file)]),
        }),
    };

    public static async Task<HttpResponseMessage> GitHubAsync(
        this RunningServer server, string source, string body, string happened = "push", string? delivery = null, string? signature = null, string kind = "github")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/hooks/{kind}/{source}") { Content = Json(body) };
        request.Headers.Add("X-GitHub-Event", happened);
        request.Headers.Add("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", signature ?? Sign(body));
        return await server.Nobody.SendAsync(request, Cancellation);
    }

    public static async Task<HttpResponseMessage> PostAsync(this RunningServer server, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await server.Nobody.SendAsync(request, Cancellation);
    }

    public static string Sign(string body, string secret = Secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    /// <summary>Makes a setting that hooks come by.</summary>
    public static async Task HookSettingAsync(this RunningServer server, string kind, string name, string with, string? application = null)
    {
        var body = new JsonObject { ["with"] = JsonNode.Parse(with), ["application"] = application };
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/settings/{kind}/{name}", Documents.Json(body.ToJsonString()), Cancellation));
    }

    public static Task SourceAsync(this RunningServer server, string name, string host = "github") => server.HookSettingAsync(
        "source-repositories", name, $$"""{"host":"{{host}}","webhookSecret":"{{Secret}}"{{(host == "git" ? ",\"url\":\"https://git.example.com\"" : "")}}}""");

    /// <summary>Makes a pipeline with triggers and, after the stage that ends at once, what else is in its spec.</summary>
    public static async Task PipelineAsync(this RunningServer server, string name, string triggers, string spec = "", HttpClient? by = null, string application = "default")
    {
        var document = $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: {{name}}, application: {{application}} }
            spec:
              {{spec}}
              triggers: [ {{triggers}} ]
              stages: [ { id: first, type: feature.wait, with: { duration: 10ms } } ]
            """;
        await Expect.SuccessAsync(await (by ?? server.Admin).PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));
    }

    /// <summary>The newest event of a pipeline, once there are so many.</summary>
    public static async Task<JsonObject> EventAsync(this RunningServer server, string pipeline, int count = 1)
    {
        var events = await Eventually.GetAsync(
            async () => await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/pipelines/{pipeline}/events", Cancellation)),
            answer => answer["items"]!.AsArray().Count >= count,
            cancellationToken: Cancellation);
        Assert.Equal(count, events["items"]!.AsArray().Count);
        return events["items"]![0]!.AsObject();
    }

    /// <summary>The only reason for which no trigger took the newest event.</summary>
    public static async Task<string> RefusalAsync(this RunningServer server, string pipeline, int count = 1)
    {
        var happened = await server.EventAsync(pipeline, count);
        Assert.Null(happened["run"]);
        return (string)Assert.Single(happened["refusals"]!.AsArray())!["reason"]!;
    }

    private static ByteArrayContent Json(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
