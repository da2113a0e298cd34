using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Settings;

public abstract class SecretsInRunsTests(RunningServer server)
{
    private const string Value = "S3cret-value/of+tests";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_in_the_question_of_a_judgement_was_shown_to_everybody_who_reads_the_run()
    {
        var run = await StartAsync("asked", """
            { id: ask, type: feature.judgement, with: { instructions: "Is ${secrets.shown} right?", options: ["${secrets.shown}", other] } }
            """);
        await server.RunAsync(run, found => found.Stage("ask")["waitingFor"] is not null);

        var json = await server.Admin.GetStringAsync($"/api/runs/{run}", Cancellation);
        Assert.DoesNotContain(Value, json, StringComparison.Ordinal);
        Assert.Contains("Is *** right?", json, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await server.Admin.GetStringAsync($"/runs/{run}", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_for_a_parameter_of_a_child_that_is_not_marked_secret_was_shown_in_the_child()
    {
        await ApplyAsync("open-child", "{ id: say, type: feature.fail, with: { message: \"${parameters.given}\" } }", "[ { name: given } ]");
        await ApplyAsync("closed-child", "{ id: say, type: feature.fail, with: { message: \"${parameters.given}\" } }", "[ { name: given, secret: true } ]");
        const string Stages = """
            { id: open, type: feature.run-pipeline, onFailure: ignore, with: { pipeline: open-child, parameters: { given: "${secrets.shown}" } } },
            { id: closed, type: feature.run-pipeline, onFailure: ignore, with: { pipeline: closed-child, parameters: { given: "${secrets.shown}" } } }
            """;
        var run = await StartAsync("parent", Stages);

        var ended = await server.RunAsync(run, found => found["endedAt"] is not null);
        Assert.Equal("parameters", (string)ended.Stage("open")["error"]!["code"]!);
        Assert.Contains("secret: true", (string)ended.Stage("open")["error"]!["message"]!, StringComparison.Ordinal);
        var child = (string)ended.Stage("closed")["outputs"]!["run"]!;
        Assert.DoesNotContain(Value, await server.Admin.GetStringAsync($"/api/runs/{child}", Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await server.Admin.GetStringAsync("/api/runs", Cancellation), StringComparison.Ordinal);
    }

    private async Task<string> StartAsync(string pipeline, string stages)
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync(
            "/api/settings/secrets/shown", Documents.Json(new JsonObject { ["value"] = Value, ["application"] = "default" }.ToJsonString()), Cancellation));
        await ApplyAsync(pipeline, stages, "[]");
        return await server.StartAsync(pipeline);
    }

    private async Task ApplyAsync(string pipeline, string stages, string parameters) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{pipeline}", Documents.Yaml($$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: {{pipeline}} }
            spec: { parameters: {{parameters}}, stages: [ {{stages}} ] }
            """), Cancellation));
}

public sealed class EmbeddedSecretsInRunsTests(EmbeddedServer server) : SecretsInRunsTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedSecretsInRunsTests(HostedServer server) : SecretsInRunsTests(server), IClassFixture<HostedServer>;
