using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Definitions.Retention;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Retention;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Retention;

public abstract class RunRetentionTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_beyond_the_number_go_and_the_newest_that_went_well_stays()
    {
        var kept = await PutAsync("counted", "retention: { keep: 2 }");
        string[] ids =
        [
            await EndedAsync(kept, RunStatus.Succeeded, daysAgo: 9), await EndedAsync(kept, RunStatus.Succeeded, daysAgo: 8), await EndedAsync(kept, RunStatus.Terminal, daysAgo: 7),
            await EndedAsync(kept, RunStatus.Canceled, daysAgo: 6), await EndedAsync(kept, RunStatus.Terminal, daysAgo: 5),
        ];
        var running = await server.StartAsync("counted");

        await SweepAsync(fallback: null);

        Assert.Equal([running, ids[4], ids[3], ids[1]], await ListAsync("counted"));
        await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{running}", Cancellation));
    }

    [Fact]
    public async Task Runs_go_when_their_time_is_over_counted_from_their_end()
    {
        var kept = await PutAsync("aged", "retention: { for: 7d }");
        string[] ids =
        [
            await EndedAsync(kept, RunStatus.Succeeded, daysAgo: 30), await EndedAsync(kept, RunStatus.Terminal, daysAgo: 20, endedDaysAgo: 3),
            await EndedAsync(kept, RunStatus.Terminal, daysAgo: 10), await EndedAsync(kept, RunStatus.Succeeded, daysAgo: 9), await EndedAsync(kept, RunStatus.Terminal, daysAgo: 1),
        ];

        await SweepAsync(fallback: null);

        Assert.Equal([ids[4], ids[3], ids[1]], await ListAsync("aged"));
    }

    [Fact]
    public async Task What_a_pipeline_does_not_say_the_server_does_and_its_own_word_comes_first()
    {
        var (silent, own, deleted) = (await PutAsync("silent", "description: x"), await PutAsync("own", "retention: { keep: 3 }"), await PutAsync("gone", "description: x"));
        foreach (var pipeline in new[] { silent, own, deleted })
        {
            await EndedAsync(pipeline, RunStatus.Terminal, daysAgo: 3);
            await EndedAsync(pipeline, RunStatus.Terminal, daysAgo: 2);
        }

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/gone", Cancellation));
        await SweepAsync(fallback: null);
        Assert.Equal((2, 2), ((await ListAsync("silent")).Length, (await ListAsync("gone")).Length));

        await SweepAsync(new() { Keep = 1 });
        Assert.Equal((1, 1, 2), ((await ListAsync("silent")).Length, (await ListAsync("gone")).Length, (await ListAsync("own")).Length));
    }

    [Fact]
    public async Task A_run_that_was_swept_is_gone_and_in_the_audit_log()
    {
        var kept = await PutAsync("logged-sweep", "retention: { keep: 1, for: 30d }");
        var swept = await EndedAsync(kept, RunStatus.Terminal, daysAgo: 2);
        await EndedAsync(kept, RunStatus.Succeeded, daysAgo: 1);

        await SweepAsync(fallback: null);

        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{swept}", Cancellation));
        var audit = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/audit?run={swept}", Cancellation));
        var entry = Assert.Single(audit["items"]!.AsArray())!;
        Assert.Equal(("run.delete", "pipeline", "done", "retention: keep 1, for 30d"), ((string)entry["action"]!, (string)entry["by"]!, (string)entry["outcome"]!, (string)entry["reason"]!));
    }

    [Theory]
    [InlineData("PIPELINE_RETENTION_KEEP", "0")]
    [InlineData("PIPELINE_RETENTION_KEEP", "many")]
    [InlineData("PIPELINE_RETENTION_FOR", "90")]
    [InlineData("PIPELINE_RETENTION_FOR", "5m")]
    public void A_setting_that_cannot_be_used_keeps_the_server_from_starting(string name, string value)
    {
        var exception = Assert.Throws<StartupException>(() => RetentionOptions.Read(Configuration((name, value))));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_say_how_long_the_server_keeps_runs()
    {
        Assert.Null(RetentionOptions.Read(Configuration()));
        Assert.Equal(
            new RunRetention { Keep = 50, For = TimeSpan.FromDays(90) },
            RetentionOptions.Read(Configuration(("PIPELINE_RETENTION_KEEP", "50"), ("PIPELINE_RETENTION_FOR", "90d"))));
    }

    private static Microsoft.Extensions.Configuration.ConfigurationManager Configuration(params (string Name, string Value)[] values)
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        foreach (var (name, value) in values)
            configuration[name] = value;
        return configuration;
    }

    private async Task SweepAsync(RunRetention? fallback)
    {
        var sweep = ActivatorUtilities.CreateInstance<RunRetentionSweep>(server.Services, new ServerOptions { Retention = fallback });
        Assert.False(await sweep.SweepAsync(Cancellation));
    }

    private async Task<PipelineHead> PutAsync(string name, string line)
    {
        var document = Documents.LongWait(name).Replace("spec:", $"spec:\n  {line}", StringComparison.Ordinal);
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));
        return (await server.Services.GetRequiredService<PipelineStore>().FindAsync(name, Cancellation))!;
    }

    /// <summary>A run as one of another day left it.</summary>
    private async Task<string> EndedAsync(PipelineHead pipeline, RunStatus status, int daysAgo, int? endedDaysAgo = null)
    {
        var store = server.Services.GetRequiredService<RunStore>();
        var created = DateTimeOffset.UtcNow.AddDays(-daysAgo);
        var run = new RunDocument
        {
            Id = RunId.New(created),
            Number = 1,
            Pipeline = pipeline.Name,
            Application = pipeline.Application,
            Revision = 1,
            Status = status,
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            CreatedAt = created,
            EndedAt = DateTimeOffset.UtcNow.AddDays(-(endedDaysAgo ?? daysAgo)),
        };
        await store.AddAsync(run, new() { Name = pipeline.Name, Stages = [new() { Id = "a", Type = "feature.wait" }] }, Cancellation);
        await store.Index.AddAsync(run, Cancellation);
        return run.Id;
    }

    private async Task<string[]> ListAsync(string pipeline)
    {
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs?pipeline={pipeline}", Cancellation));
        return [.. list["items"]!.AsArray().Select(run => (string)run!["id"]!)];
    }
}

public sealed class EmbeddedRunRetentionTests(EmbeddedServer server) : RunRetentionTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunRetentionTests(HostedServer server) : RunRetentionTests(server), IClassFixture<HostedServer>;
