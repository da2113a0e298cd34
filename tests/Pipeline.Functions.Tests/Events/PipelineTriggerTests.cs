using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Events;

public abstract class PipelineTriggerTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_run_starts_the_pipelines_that_wait_for_it()
    {
        await server.PipelineAsync("deploy-after", "{ type: pipeline, id: built, pipeline: build-before, parameters: { version: '${trigger.payload.parameters.version}', from: '${trigger.run.number}' } }", "parameters: [ { name: version }, { name: from, type: integer } ]");
        await server.PipelineAsync("mourn-after", "{ type: pipeline, id: failed, pipeline: build-before, statuses: [TERMINAL, CANCELED] }");
        await server.PipelineAsync("build-before", "", "parameters: [ { name: version, default: '1.2' }, { name: key, secret: true } ]");

        var started = await Expect.SuccessAsync(
            await server.Admin.PostAsync("/api/pipelines/build-before/runs", Documents.Json("""{"parameters":{"key":"hush-hush"}}"""), Cancellation));
        var id = (string)started["id"]!;

        var happened = await server.EventAsync("deploy-after");
        Assert.Equal("run 1 of build-before ended as SUCCEEDED", (string)happened["summary"]!);
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal(("1.2", 1, id), ((string)run["parameters"]!["version"]!, (int)run["parameters"]!["from"]!, (string)run["trigger"]!["run"]!["id"]!));
        Assert.DoesNotContain("hush-hush", run.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("run 1 of 'build-before' ended as SUCCEEDED, not TERMINAL or CANCELED", await server.RefusalAsync("mourn-after"));
    }

    [Fact]
    public async Task An_end_that_is_recorded_again_after_a_crash_starts_nothing_more()
    {
        await server.PipelineAsync("once-after", "{ type: pipeline, id: built, pipeline: once-before }");
        await server.PipelineAsync("once-before", "");
        var id = await server.StartAsync("once-before");
        await server.EventAsync("once-after");

        await server.Services.GetRequiredService<RunEndings>().EndAsync(id, 1, RunStatus.Succeeded, null, Cancellation);

        await server.EventAsync("once-after", 1);
        Assert.Single((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=once-after", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task Pipelines_that_start_each_other_come_to_an_end()
    {
        await server.PipelineAsync("circle", "{ type: pipeline, id: again, pipeline: circle }");

        await server.StartAsync("circle");

        var events = await Eventually.GetAsync(
            async () => await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/circle/events", Cancellation)),
            answer => answer["items"]!.AsArray() is [{ } newest, ..] && newest["run"] is null,
            cancellationToken: Cancellation);
        Assert.Contains("in a circle", (string)events["items"]![0]!["refusals"]![0]!["reason"]!, StringComparison.Ordinal);
    }
}

public sealed class EmbeddedPipelineTriggerTests(EmbeddedServer server) : PipelineTriggerTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedPipelineTriggerTests(HostedServer server) : PipelineTriggerTests(server), IClassFixture<HostedServer>;
