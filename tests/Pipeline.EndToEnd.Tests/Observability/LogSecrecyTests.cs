using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>What the log must not tell.</summary>
public sealed class LogSecrecyTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task The_link_of_an_approval_is_in_no_log_even_when_everything_is_logged(string format)
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["PIPELINE_LOG_FORMAT"] = format };
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken, settings: settings, arguments: ["--verbose"]);
        using var api = server.Client();
        await api.DoAsync(HttpMethod.Put, "/api/applications/default/members/admin", new JsonObject { ["roles"] = new JsonArray("admin", "approver") }, CancellationToken);
        await api.ApplyAsync("ask", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: ask }
            spec: { stages: [ { id: a, type: feature.approval, with: { instructions: "Go on?" } } ] }
            """, CancellationToken);
        var run = await api.StartAsync("ask", CancellationToken);
        await api.WaitForRunAsync(run, static now => now.Stage("a").Waits(), CancellationToken);
        var link = await api.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/a/links", new JsonObject { ["subject"] = "admin" }, CancellationToken);
        var url = new Uri((string)link["url"]!);
        using var http = new HttpClient();
        Assert.Contains("Go on?", await http.GetStringAsync(url, CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync(CancellationToken));

        // The page was asked for, as the entry says that has the route and not the path.
        Assert.Contains("approvals/{token}", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(url.Segments[^1], server.Output, StringComparison.Ordinal);
    }
}
