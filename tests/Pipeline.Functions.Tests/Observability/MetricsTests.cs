using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Observability;

/// <summary>Who may scrape, and how runs are counted. What a scrape shows is tested with the real executable, whose meters are its own.</summary>
public abstract class MetricsTests(RunningServer server, string application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweep_counts_runs_that_have_not_ended_by_state()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/applications/{application}", null, Cancellation));
        var waiting = await server.StartAsync($"{application}-asks", Documents.Approval($"{application}-asks", application));
        await server.RunAsync(waiting, static run => run.Stage("sign-off")["waitingFor"]?["question"] is not null);
        Assert.Equal([("NOT_STARTED", 0), ("BUFFERED", 0), ("RUNNING", 0), ("PAUSED", 0), ("WAITING", 1)], await CountAsync());

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{waiting}/cancel", Documents.Json("{}"), Cancellation));
        await server.RunAsync(waiting, static run => run["endedAt"] is not null);
        Assert.Equal([("NOT_STARTED", 0), ("BUFFERED", 0), ("RUNNING", 0), ("PAUSED", 0), ("WAITING", 0)], await CountAsync());
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

    /// <summary>Where the census is seen: by the process that swept, and where several share the storage by all.</summary>
    protected virtual RunCensus Census => server.Services.GetRequiredService<RunCensus>();

    private async Task<IEnumerable<(string, int)>> CountAsync()
    {
        await server.Services.GetRequiredService<RunSweep>().SweepAsync(Cancellation);
        return (await Census.ReadAsync(Cancellation)).Where(count => count.Application == application).Select(static count => (count.State, count.Runs));
    }
}

public sealed class EmbeddedMetricsTests(EmbeddedServer server) : MetricsTests(server, "counted"), IClassFixture<EmbeddedServer>;

public sealed class HostedMetricsTests(HostedServer server) : MetricsTests(server, "counted"), IClassFixture<HostedServer>
{
    /// <summary>As another process sees it, which has not swept itself.</summary>
    protected override RunCensus Census => new(server.Services.GetRequiredService<RunStore>(), new RunCensusOptions(IsShared: true), TimeProvider.System);
}
