using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.EndToEnd.Tests.FunctionsHost;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>What the real executable sends out, in both hosting modes. Nothing is waited for after its stop: it flushes.</summary>
public sealed class ExportTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "00f067aa0ba902b7";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_with_a_webhook_is_one_trace_over_otlp_and_metrics_go_with_it()
    {
        using var folder = new TemporaryFolder();
        await using var collector = await TelemetryCollector.StartAsync(CancellationToken);
        await using var receiver = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken, settings: collector.Settings);

        var run = await RunAsync(server.Address, server.Address, receiver.Url);
        Assert.Equal(0, await server.StopAsync(CancellationToken));

        AssertOneTrace(collector, receiver, run);
        Assert.Superset(
            new HashSet<string> { "pipeline.runs.ended", "pipeline.stage.duration", "pipeline.run.queue.duration", "pipeline.durable.turns" }, collector.Metrics.ToHashSet());
        Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_on_two_functions_hosts_is_one_trace_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal by which a host asks its handler to end.");
        await using var collector = await TelemetryCollector.StartAsync(CancellationToken);
        await using var receiver = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken, collector.Settings);
        var first = await app.ScaleOutAsync(CancellationToken);
        var second = await app.ScaleOutAsync(CancellationToken);

        var run = await RunAsync(first.Url, second.Url, receiver.Url);
        await first.StopHandlerAsync(CancellationToken);
        await second.StopHandlerAsync(CancellationToken);

        AssertOneTrace(collector, receiver, run);
        Assert.Superset(new HashSet<string> { "pipeline.runs.ended", "pipeline.stage.duration", "storage.transactions" }, collector.Metrics.ToHashSet());
        Assert.Contains(collector.Logs, static entry => entry.Message.StartsWith("Durable Functions serves the task hub", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scrape_of_a_functions_host_shows_which_of_its_processes_saw_what()
    {
        await using var receiver = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var app = await FunctionApp.StartAsync(await azurite.GetConnectionStringAsync(), CancellationToken);
        var host = await app.ScaleOutAsync(CancellationToken);
        using var api = host.Client();
        await api.GetAsync("/api/metrics", CancellationToken);

        await RunAsync(host.Url, host.Url, receiver.Url);

        var scrape = await Eventually.GetAsync(
            async () => (await api.GetAsync("/api/metrics", CancellationToken)).ToString(),
            static text => text.Contains("pipeline_runs_ended_total{", StringComparison.Ordinal),
            cancellationToken: CancellationToken);
        Assert.Matches("""pipeline_runs_ended_total\{application="default",instance="[^"]+:[0-9]+",pipeline="traced",status="SUCCEEDED"\} 1""", scrape);
        Assert.Matches("""pipeline_stage_duration_seconds_count\{instance="[^"]+:[0-9]+",status="SUCCEEDED",type="feature.webhook"\} 1""", scrape);
        Assert.DoesNotContain("dotnet_", scrape, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_Insights_gets_the_same_trace()
    {
        using var folder = new TemporaryFolder();
        await using var collector = await TelemetryCollector.StartAsync(CancellationToken);
        await using var receiver = await LoopbackServer.StartAsync(static _ => Task.CompletedTask);
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken, settings: collector.AzureMonitorSettings);

        await RunAsync(server.Address, server.Address, receiver.Url);
        Assert.Equal(0, await server.StopAsync(CancellationToken));

        var traced = collector.Tracked.Where(static envelope => envelope["tags"]?["ai.operation.id"]?.ToString() == Trace).ToLookup(static envelope => envelope["data"]!["baseType"]!.ToString());
        Assert.Single(traced["MessageData"]);
        var spans = traced.Where(static kind => kind.Key != "MessageData").SelectMany(static kind => kind).ToList();
        var names = spans.Select(static envelope => envelope["data"]!["baseData"]!["name"]?.ToString()).ToList();
        Assert.Contains("run traced", names);
        Assert.Contains("stage call", names);
        Assert.True(names.Count == 3, string.Join(", ", names));
        Assert.Contains(collector.Tracked, static envelope => envelope["data"]?["baseType"]?.ToString() == "MetricData");
    }

    /// <summary>Starts a run in a trace at one address, and waits at another until it went well.</summary>
    private static async Task<string> RunAsync(Uri start, Uri wait, Uri receiver)
    {
        using var api = new Api(start, ServerProcess.AdminToken);
        await api.ApplyAsync("traced", $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: traced }
            spec:
              stages:
                - { id: call, type: feature.webhook, with: { url: "{{receiver}}hook" } }
            """, CancellationToken);
        using var http = new HttpClient { BaseAddress = start };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/traced/runs") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdminToken);
        request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
        using var response = await http.SendAsync(request, CancellationToken);
        response.EnsureSuccessStatusCode();
        var run = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken))!["id"]!.ToString();
        using var other = new Api(wait, ServerProcess.AdminToken);
        Assert.Equal("SUCCEEDED", (await other.WaitForEndAsync(run, CancellationToken)).Status());
        return run;
    }

    private static void AssertOneTrace(TelemetryCollector collector, LoopbackServer receiver, string run)
    {
        Assert.Equal(3, collector.Spans.Count);
        Assert.All(collector.Spans, static span => Assert.Equal(("pipeline", Trace), (span.Service, span.Trace)));
        var root = collector.Spans.Single(static span => span.Name == "run traced");
        var stage = collector.Spans.Single(static span => span.Name == "stage call");
        var call = collector.Spans.Single(static span => span.Kind == 3);
        Assert.Equal((Caller, root.Id, stage.Id), (root.Parent, stage.Parent, call.Parent));
        Assert.Equal((run, "SUCCEEDED"), (root.Attributes["pipeline.run.id"], root.Attributes["pipeline.run.status"]));
        Assert.Equal(("feature.webhook", "1"), (stage.Attributes["pipeline.stage.type"], stage.Attributes["pipeline.stage.attempt"]));
        Assert.Equal("200", call.Attributes["http.response.status_code"]);
        Assert.True(root.Start <= stage.Start && stage.Start <= call.Start && call.End <= stage.End && stage.End <= root.End, "Each span lies in the one above it.");
        Assert.Equal($"00-{Trace}-{call.Id}-01", Assert.Single(receiver.Requests).Headers["traceparent"]);
    }
}
