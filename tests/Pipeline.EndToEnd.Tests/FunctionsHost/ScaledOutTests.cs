using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests.FunctionsHost;

/// <summary>Two hosts with a handler each over one storage account, while no timer fires.</summary>
public sealed class ScaledOutTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: release }
        spec:
          stages:
            - { id: rest, type: feature.wait, with: { duration: 200ms } }
            - { id: choose, type: feature.judgement, dependsOn: [rest], with: { instructions: "Where to?", options: [blue, green] } }
            - { id: child, type: feature.run-pipeline, dependsOn: [choose], with: { pipeline: check } }
        """;

    private const string Child = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: check }
        spec:
          stages:
            - { id: look, type: feature.wait, with: { duration: 100ms } }
        """;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_host_starts_judges_and_cancels_any_run()
    {
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken);
        var first = await app.ScaleOutAsync(CancellationToken);
        var second = await app.ScaleOutAsync(CancellationToken);
        using var one = first.Client();
        using var other = second.Client();
        await one.ApplyAsync("check", Child, CancellationToken);
        await other.ApplyAsync("release", Document, CancellationToken);

        var judged = await other.StartAsync("release", CancellationToken);
        var cancelled = await one.StartAsync("release", CancellationToken);
        await one.WaitForRunAsync(judged, static run => run.Stage("choose").Waits(), CancellationToken);
        await other.WaitForRunAsync(cancelled, static run => run.Stage("choose").Waits(), CancellationToken);
        await one.DoAsync(HttpMethod.Post, $"/api/runs/{judged}/stages/choose/judge", new JsonObject { ["decision"] = "continue", ["input"] = "green" }, CancellationToken);
        await other.DoAsync(HttpMethod.Post, $"/api/runs/{cancelled}/cancel", new JsonObject { ["reason"] = "not today" }, CancellationToken);

        Assert.Equal("SUCCEEDED", (await other.WaitForEndAsync(judged, CancellationToken)).Status());
        Assert.Equal("CANCELED", (await one.WaitForEndAsync(cancelled, CancellationToken)).Status());
        Assert.DoesNotContain(ServerProcess.AdminToken, first.Output + second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_go_on_when_a_handler_crashes_and_is_started_again()
    {
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken);
        var host = await app.ScaleOutAsync(CancellationToken);
        using var api = host.Client();
        await api.ApplyAsync("check", Child, CancellationToken);
        await api.ApplyAsync("release", Document, CancellationToken);
        var run = await api.StartAsync("release", CancellationToken);
        await api.WaitForRunAsync(run, static now => now.Stage("choose").Waits(), CancellationToken);

        await app.RestsAsync($"{run}:1:choose:1", CancellationToken);
        await host.CrashHandlerAsync(CancellationToken);
        await api.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/choose/judge", new JsonObject { ["decision"] = "continue", ["input"] = "blue" }, CancellationToken);

        Assert.Equal("SUCCEEDED", (await api.WaitForEndAsync(run, CancellationToken)).Status());
    }

    [Fact]
    public async Task A_handler_that_cannot_ask_its_host_records_its_commands_and_the_queue_has_them_carried_out()
    {
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken);
        var host = await app.ScaleOutAsync(CancellationToken, knowsHost: false);
        using var api = host.Client();
        await api.ApplyAsync("check", Child, CancellationToken);

        var run = await api.StartAsync("check", CancellationToken);

        Assert.Equal("SUCCEEDED", (await api.WaitForEndAsync(run, CancellationToken)).Status());
        Assert.Contains("cannot be asked for the address of Durable Functions", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_reaches_no_function()
    {
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken);
        var host = await app.ScaleOutAsync(CancellationToken);
        using var http = new HttpClient { BaseAddress = host.Url };
        foreach (var path in new[] { "/RunPipeline", "/api/../RunPipeline", "/api/%2e%2e/RunPipeline", "/SweepRuns", "/CarryOutCommands", "/DurableClient", "/durable-client?nonce=0" })
        {
            using var request = new HttpRequestMessage(path.StartsWith("/durable", StringComparison.Ordinal) ? HttpMethod.Get : HttpMethod.Post, path);
            request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
            using var answer = await http.SendAsync(request, CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
