using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>A real Prometheus, configured as the documentation says, scrapes the real executable, and the documentation's queries find something.</summary>
public sealed partial class PrometheusTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private static string Documentation { get; } = File.ReadAllText(SourceTree.Combine("docs", "observability.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task A_real_Prometheus_scrapes_it_as_documented_and_every_documented_query_finds_something()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await ServerProcess.StartAsync(folder.Path, CancellationToken))
            await DeployAsync(before);

        // A sweep at the start counts the runs that wait.
        await using var server = await ServerProcess.StartAsync(folder.Path, CancellationToken);
        using var api = server.Client();
        var token = await api.AddMemberAsync("*", "prometheus", "viewer", CancellationToken);
        await using var prometheus = await PrometheusServer.StartAsync(Configuration(server.Address), token, CancellationToken);
        await FindAsync(prometheus, "up == 1");
        await api.WaitForEndAsync(await api.StartAsync("checked", CancellationToken), CancellationToken);

        var queries = Queries().Matches(Documentation).SelectMany(static block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(static line => !line.StartsWith('#')).ToList();
        Assert.NotEmpty(queries);
        foreach (var query in queries)
            await FindAsync(prometheus, query);

        Assert.Equal(1, await ValueAsync(prometheus, """pipeline_runs{application="shop",state="WAITING"}"""));
        Assert.Equal(0, await ValueAsync(prometheus, """pipeline_runs{application="shop",state="RUNNING"}"""));
        Assert.Equal(1, await ValueAsync(prometheus, """pipeline_runs_ended_total{application="shop",pipeline="checked",status="SUCCEEDED"}"""));
        Assert.Equal(1, await ValueAsync(prometheus, """pipeline_stage_duration_seconds_count{type="feature.wait",status="SUCCEEDED"}"""));
        Assert.Equal(1, await ValueAsync(prometheus, """pipeline_dora_deployments{application="shop",outcome="failed"}"""));
        Assert.Equal(1, await ValueAsync(prometheus, """pipeline_dora_deployments{application="shop",outcome="succeeded"}"""));
        Assert.Equal(0.5, await ValueAsync(prometheus, """pipeline_dora_change_failure_rate{application="shop"}"""));
        Assert.Equal(1 / 30.0, await ValueAsync(prometheus, """pipeline_dora_deployment_frequency_per_day{application="shop"}"""), 6);
        Assert.InRange(await ValueAsync(prometheus, """pipeline_dora_lead_time_seconds{application="shop"}"""), 7200, 7800);
        Assert.InRange(await ValueAsync(prometheus, """pipeline_dora_time_to_restore_seconds{application="shop"}"""), 0.001, 600);
        Assert.Equal("", Assert.Single(await prometheus.TargetsAsync(CancellationToken))!["lastError"]!.ToString());
        await AssertDocumentedAsync(api);
    }

    // Both ways, so that neither the table nor the product can change alone.
    private static async Task AssertDocumentedAsync(Api api)
    {
        var shown = Types().Matches((await api.GetAsync("/api/metrics", CancellationToken)).ToString()).Select(static type => type.Groups["name"].Value)
            .Where(static name => name.StartsWith("pipeline_", StringComparison.Ordinal)).ToHashSet();
        var documented = Rows().Matches(Documentation).Select(static row => row.Groups["name"].Value).ToHashSet();
        Assert.Equal(documented.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    /// <summary>A deployment that fails, one that restores, and a run that waits.</summary>
    private static async Task DeployAsync(ServerProcess server)
    {
        using var api = server.Client();
        await api.DoAsync(HttpMethod.Put, "/api/applications/shop", cancellationToken: CancellationToken);
        foreach (var stage in new[] { """{ id: release, type: feature.fail, with: { message: "no" } }""", "{ id: release, type: feature.wait, with: { duration: 10ms } }" })
        {
            await api.ApplyAsync("release", Document("release", stage, "deploys: production, "), CancellationToken);
            var body = new JsonObject
            {
                ["commit"] = new JsonObject
                {
                    ["id"] = "c0ffee",
                    ["committedAt"] = (DateTimeOffset.UtcNow - TimeSpan.FromHours(2)).ToString("o", CultureInfo.InvariantCulture),
                },
            };
            var run = await api.DoAsync(HttpMethod.Post, "/api/pipelines/release/runs", body, CancellationToken);
            await api.WaitForEndAsync(run["id"]!.ToString(), CancellationToken);
        }

        // Long enough not to be over when its first step is.
        await api.ApplyAsync("checked", Document("checked", "{ id: rest, type: feature.wait, with: { duration: 1s } }"), CancellationToken);
        await api.ApplyAsync("asked", Document("asked", """{ id: ask, type: feature.judgement, with: { instructions: "Go on?" } }"""), CancellationToken);
        var waiting = await api.StartAsync("asked", CancellationToken);
        await api.WaitForRunAsync(waiting, static run => run.Stage("ask").Waits(), CancellationToken);
        Assert.Equal(0, await server.StopAsync(CancellationToken));
    }

    private static string Document(string name, string stage, string more = "") => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: shop }
        spec: { {{more}}stages: [ {{stage}} ] }
        """;

    private static string Configuration(Uri server)
    {
        var documented = ScrapeConfiguration().Match(Documentation).Groups["text"].Value;
        Assert.Contains("pipeline.example.com", documented, StringComparison.Ordinal);
        return "global: { scrape_interval: 1s }\n" + documented
            .Replace("scheme: https", "scheme: http", StringComparison.Ordinal)
            .Replace("pipeline.example.com", server.Authority, StringComparison.Ordinal)
            .Replace("/etc/prometheus/pipeline-token", "token", StringComparison.Ordinal);
    }

    private static async Task<JsonArray> FindAsync(PrometheusServer prometheus, string query)
    {
        try
        {
            return await Eventually.GetAsync(
                () => prometheus.QueryAsync(query, CancellationToken), static found => found.Count > 0, TimeSpan.FromSeconds(60), CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nothing is found by {query}");
            throw;
        }
    }

    private static async Task<double> ValueAsync(PrometheusServer prometheus, string query) =>
        double.Parse(Assert.Single(await FindAsync(prometheus, query))!["value"]![1]!.ToString(), CultureInfo.InvariantCulture);

    [GeneratedRegex("```yaml\n(?<text>scrape_configs:.*?)```", RegexOptions.Singleline)]
    private static partial Regex ScrapeConfiguration();

    [GeneratedRegex("```promql\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Queries();

    [GeneratedRegex("^# TYPE (?<name>[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"^\| `(?<name>pipeline_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
