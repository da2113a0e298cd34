using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The HTTP API as any client sees it: text goes out, a status and JSON come back.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    public Api(Uri server, string? token)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(method, path, content, idempotencyKey, cancellationToken);
    }

    /// <summary>Sends and insists on success.</summary>
    public async Task<JsonNode> DoAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken cancellationToken = default)
    {
        var (status, answer) = await SendAsync(method, path, body, idempotencyKey: null, cancellationToken);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path} answered {(int)status}: {answer}");
        return answer;
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => DoAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Puts a pipeline and insists that it is taken.</summary>
    public async Task ApplyAsync(string name, string yaml, CancellationToken cancellationToken)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        var (status, answer) = await SendAsync(HttpMethod.Put, $"/api/pipelines/{name}", content, idempotencyKey: null, cancellationToken);
        Assert.True((int)status is 200 or 201, $"PUT /api/pipelines/{name} answered {(int)status}: {answer}");
    }

    /// <summary>Starts a run and returns its id.</summary>
    public async Task<string> StartAsync(string pipeline, CancellationToken cancellationToken, JsonObject? parameters = null)
    {
        var body = new JsonObject { ["parameters"] = parameters ?? [] };
        return (await DoAsync(HttpMethod.Post, $"/api/pipelines/{pipeline}/runs", body, cancellationToken))["id"]!.ToString();
    }

    /// <summary>A new subject with roles in an application, and a token of its own.</summary>
    public async Task<string> AddMemberAsync(string application, string subject, string role, CancellationToken cancellationToken)
    {
        await DoAsync(HttpMethod.Put, $"/api/applications/{application}/members/{subject}", new JsonObject { ["roles"] = new JsonArray(role) }, cancellationToken);
        var issued = await DoAsync(HttpMethod.Post, "/api/tokens", new JsonObject { ["subject"] = subject, ["name"] = "end-to-end" }, cancellationToken);
        return issued["token"]!.ToString();
    }

    /// <summary>Waits until a run satisfies a condition and returns it.</summary>
    public Task<JsonNode> WaitForRunAsync(string id, Func<JsonNode, bool> satisfies, CancellationToken cancellationToken) =>
        Eventually.GetAsync(() => GetAsync($"/api/runs/{id}", cancellationToken), satisfies, TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>Waits until a run has ended and returns it.</summary>
    public Task<JsonNode> WaitForEndAsync(string id, CancellationToken cancellationToken) =>
        WaitForRunAsync(id, run => run["endedAt"] is not null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text)! : JsonValue.Create(text));
    }
}

/// <summary>Reads runs.</summary>
internal static class RunJson
{
    public static JsonObject Stage(this JsonNode run, string id) =>
        run["stages"]!.AsArray().OfType<JsonObject>().Single(stage => stage["id"]!.ToString() == id);

    /// <summary>Whether a stage waits for somebody's decision now.</summary>
    public static bool Waits(this JsonNode stage) => stage["waitingFor"]?["question"] is not null;

    public static string Status(this JsonNode node) => node["status"]!.ToString();
}
