using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Observability;

/// <summary>What a scrape shows.</summary>
public abstract class MetricsTests(RunningServer server, string application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scrape_shows_runs_by_state_as_the_sweep_found_them_and_what_ended()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/applications/{application}", null, Cancellation));
        await ScrapeAsync(); // Measuring begins with it at the latest.
        var waiting = await server.StartAsync($"{application}-asks", Documents.Approval($"{application}-asks", application));
        await server.RunAsync(waiting, static run => run.Stage("sign-off")["waitingFor"]?["question"] is not null);
        await server.Services.GetRequiredService<RunSweep>().SweepAsync(Cancellation);

        await ShowsAsync($$"""pipeline_runs{application="{{application}}",state="WAITING"} 1""");
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{waiting}/cancel", Documents.Json("{}"), Cancellation));
        await server.RunAsync(waiting, static run => run["endedAt"] is not null);
        await server.Services.GetRequiredService<RunSweep>().SweepAsync(Cancellation);

        await ShowsAsync($$"""pipeline_runs{application="{{application}}",state="WAITING"} 0""");
        await ShowsAsync("pipeline_runs_ended_total{", $"application=\"{application}\"", $"pipeline=\"{application}-asks\"", "status=\"CANCELED\"");
        await ShowsAsync("pipeline_stage_duration_seconds_count{", "status=\"SUCCEEDED\"", "type=\"feature.wait\"");
        await ShowsAsync("pipeline_run_queue_duration_seconds_count{", $"application=\"{application}\"");
        await ShowsAsync("pipeline_step_queue_duration_seconds_count{", "type=\"feature.wait\"");
    }

    [Fact]
    public async Task It_names_every_application_so_a_role_in_one_of_them_does_not_suffice_and_one_everywhere_does()
    {
        using var one = await server.SubjectAsync($"{application}-one", application, "admin");
        using var all = await server.SubjectAsync($"{application}-all", "*", "viewer");

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await one.GetAsync("/api/metrics", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.Nobody.GetAsync("/api/metrics", Cancellation));
        using var answer = await all.GetAsync("/api/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task ShowsAsync(string start, params string[] labels) => await Eventually.GetAsync(
        ScrapeAsync,
        text => text.Split('\n').Any(line => line.StartsWith(start, StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal))),
        cancellationToken: Cancellation);

    private async Task<string> ScrapeAsync()
    {
        using var answer = await server.Admin.GetAsync("/api/metrics", Cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}

public sealed class EmbeddedMetricsTests(EmbeddedServer server) : MetricsTests(server, "scraped"), IClassFixture<EmbeddedServer>;

public sealed class HostedMetricsTests(HostedServer server) : MetricsTests(server, "scraped-by-host"), IClassFixture<HostedServer>;
