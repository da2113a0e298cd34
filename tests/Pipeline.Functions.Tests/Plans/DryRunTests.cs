using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Commands;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Plans;

public abstract class DryRunTests(RunningServer server)
{
    private const string Release = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: planned }
        spec:
          parameters:
            - { name: version, required: true }
            - { name: password, secret: true }
            - { name: quorum, type: integer, default: 2 }
            - { name: careful, type: boolean, default: false }
          stages:
            - id: call
              type: feature.webhook
              dependsOn: [tag]
              with:
                method: POST
                url: "https://ci.example.com/build?v=${parameters.version}"
                headers: { X-Token: "${secrets.planMissing}", X-Password: "p=${parameters.password}" }
                payload: { tag: "${tag.image}", at: "${new java.util.Date()}", page: "${#fromUrl('http://example.com')}", of: "${execution.pipeline}" }
            - id: tag
              type: feature.evaluate-variables
              with:
                variables:
                  - { name: prefix, value: "v${parameters.version}" }
                  - { name: image, value: "shop:${prefix}" }
                  - { name: dated, value: "${execution.number}" }
                  - { name: last, value: "${dated}-x" }
            - { id: wait, type: feature.wait, with: { duration: "${parameters.version}" } }
            - { id: extra, type: feature.wait, enabledIf: "${parameters.careful}", dependsOn: [wait], with: { duration: 1h } }
            - { id: maybe, type: feature.approval, enabledIf: "${#stage('call').outputs.ok}", dependsOn: [call, wait], with: { instructions: "${paramaters.version}", quorum: "${parameters.quorum}" } }
            - { id: child, type: feature.run-pipeline, with: { pipeline: "no-such-${parameters.version}" } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_says_what_a_run_would_do_and_what_cannot_be_known_and_what_would_fail()
    {
        var plan = await PlanAsync("planned", Release, """{"parameters":{"version":"7","password":"hidden-word"}}""");

        Assert.Equal(("planned", 1), ((string)plan["pipeline"]!, (int)plan["revision"]!));
        Assert.Equal("""{"version":"7","password":"***","quorum":2,"careful":false}""", plan["parameters"]!.ToJsonString());
        Assert.Equal("""[["tag","wait","child"],["call","extra"],["maybe"]]""", plan["waves"]!.ToJsonString());
        Assert.Equal(["tag", "call", "wait", "extra", "maybe", "child"], plan["stages"]!.AsArray().Select(stage => (string)stage!["id"]!));
        Assert.DoesNotContain("hidden-word", plan.ToJsonString(), StringComparison.Ordinal);

        var call = plan.Stage("call");
        Assert.Equal(2, (int)call["wave"]!);
        Assert.Equal("https://ci.example.com/build?v=7", (string)call["inputs"]!["url"]!);
        Assert.Equal(("⟦secret:planMissing⟧", "p=***"), ((string)call["inputs"]!["headers"]!["X-Token"]!, (string)call["inputs"]!["headers"]!["X-Password"]!));
        Assert.Equal(("${tag.image}", "planned"), ((string)call["inputs"]!["payload"]!["tag"]!, (string)call["inputs"]!["payload"]!["of"]!));
        Assert.Equal(
            [
                ("with.payload.tag", "${tag.image}", "It looks at the stage 'tag', which has to run first."),
                ("with.payload.at", "${new java.util.Date()}", "The time is that at which the stage starts."),
                ("with.payload.page", "${#fromUrl('http://example.com')}", "A dry run makes no calls; the URL is read when the stage starts."),
            ],
            Unknown(call));
        Assert.Equal([("secret-missing", "with")], Faults(call));

        var tag = plan.Stage("tag");
        Assert.Equal("shop:v7", (string)tag["inputs"]!["variables"]![1]!["value"]!);
        Assert.Equal(
            [
                ("with.variables[2].value", "${execution.number}", "The run gets its id, number and start only when it is started."),
                ("with.variables[3].value", "${dated}-x", "The variable 'dated' is not known."),
            ],
            Unknown(tag));
        Assert.Empty(Faults(tag));

        Assert.Equal([("invalid-input", "with.duration")], Faults(plan.Stage("wait")));
        Assert.False((bool)plan.Stage("extra")["enabledIf"]!["result"]!);
        Assert.Null(plan.Stage("extra")["inputs"]);
        Assert.Null(plan.Stage("maybe")["enabledIf"]!["result"]);
        Assert.Equal(2, (int)plan.Stage("maybe")["inputs"]!["quorum"]!);
        Assert.Equal([("expression", "with.instructions")], Faults(plan.Stage("maybe")));
        Assert.Contains("Did you mean 'parameters'?", (string)plan.Stage("maybe")["faults"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.Equal([("pipeline-missing", "with.pipeline")], Faults(plan.Stage("child")));
    }

    [Fact]
    public async Task Nothing_of_a_dry_run_is_stored()
    {
        await PlanAsync("unstarted", Documents.LongWait("unstarted"), "{}");

        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=unstarted", Cancellation)))["items"]!.AsArray());
        var started = await Expect.SuccessAsync(await server.Admin.PostAsync("/api/pipelines/unstarted/runs", null, Cancellation));
        Assert.Equal(1, (int)started["number"]!);
    }

    [Fact]
    public async Task A_disabled_pipeline_can_be_planned_but_says_that_it_would_not_start()
    {
        var plan = await PlanAsync("off", Documents.LongWait("off").Replace("spec:", "spec:\n  disabled: true", StringComparison.Ordinal), "{}");

        Assert.Equal("disabled", (string)Assert.Single(plan["faults"]!.AsArray())!["code"]!);
    }

    [Fact]
    public async Task A_dry_run_takes_the_same_body_and_the_same_permission_as_a_start()
    {
        await PlanAsync("guarded-plan", Documents.Approval("guarded-plan"), "{}");
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PostAsync("/api/pipelines/guarded-plan/runs?dryRun=true", Documents.Json("""{"parameters":{"versoin":"7"}}"""), Cancellation));
        Assert.Equal("parameters.versoin", (string)problem["errors"]![0]!["path"]!);
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PostAsync("/api/pipelines/guarded-plan/runs?dryRun=perhaps", Documents.Json("{}"), Cancellation));

        using var viewer = await server.SubjectAsync("plan-viewer", "default", "viewer");
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await viewer.PostAsync("/api/pipelines/guarded-plan/runs?dryRun=true", Documents.Json("{}"), Cancellation));
    }

    [Fact]
    public async Task What_a_stage_gives_the_pipeline_that_it_runs_is_checked()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/planned-child", Documents.Yaml(Documents.Approval("planned-child").Replace("name: version, default: \"1\"", "name: version, required: true, options: [\"1\"]", StringComparison.Ordinal)), Cancellation));

        Assert.Contains("is required", await ParametersFaultAsync("parent-none", "{}"), StringComparison.Ordinal);
        Assert.Contains("not one of the options", await ParametersFaultAsync("parent-wrong", "{ version: \"2\" }"), StringComparison.Ordinal);
        Assert.Equal("", await ParametersFaultAsync("parent-right", "{ version: \"1\" }"));
        Assert.Equal("", await ParametersFaultAsync("parent-open", "{ version: \"${first.version}\" }"));
    }

    [Fact]
    public async Task The_command_shows_the_plan_and_fails_when_something_would()
    {
        await PlanAsync("planned", Release, """{"parameters":{"version":"7"}}""");

        var printed = await server.CommandAsync("run", "planned", "-p", "version=7", "--dry-run");

        Assert.Equal(1, printed.ExitCode);
        Assert.Contains("    with.url: https://ci.example.com/build?v=7", printed.Output, StringComparison.Ordinal);
        Assert.Contains("  ? with.payload.tag: It looks at the stage 'tag', which has to run first.", printed.Output, StringComparison.Ordinal);
        Assert.Contains("extra  feature.wait  skipped: ${parameters.careful} is false", printed.Output, StringComparison.Ordinal);
        await PlanAsync("planned-well", Documents.LongWait("planned-well"), "{}");
        (await server.CommandAsync("run", "planned-well", "--dry-run")).Succeeded();
    }

    private static IEnumerable<(string, string, string)> Unknown(JsonObject stage) =>
        stage["unknown"]!.AsArray().Select(unknown => ((string)unknown!["path"]!, (string)unknown["expression"]!, (string)unknown["reason"]!));

    private static IEnumerable<(string, string)> Faults(JsonObject stage) =>
        stage["faults"]!.AsArray().Select(fault => ((string)fault!["code"]!, (string)fault["path"]!));

    private async Task<JsonObject> PlanAsync(string name, string document, string body)
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));
        var response = await server.Admin.PostAsync($"/api/pipelines/{name}/runs?dryRun=true", Documents.Json(body), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await Expect.SuccessAsync(response);
    }

    private async Task<string> ParametersFaultAsync(string name, string parameters)
    {
        var plan = await PlanAsync(name, $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: {{name}} }
            spec:
              stages:
                - { id: first, type: feature.evaluate-variables, with: { variables: [ { name: version, value: "1" } ] } }
                - { id: child, type: feature.run-pipeline, dependsOn: [first], with: { pipeline: planned-child, parameters: {{parameters}} } }
            """, "{}");
        return string.Concat(plan.Stage("child")["faults"]!.AsArray().Select(fault => (string)fault!["message"]!));
    }
}

public sealed class EmbeddedDryRunTests(EmbeddedServer server) : DryRunTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedDryRunTests(HostedServer server) : DryRunTests(server), IClassFixture<HostedServer>;
