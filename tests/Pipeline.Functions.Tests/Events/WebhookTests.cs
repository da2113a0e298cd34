using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Events;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Events;

public abstract class WebhookTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_meets_the_constraints_starts_a_run_with_the_parameters_that_it_brings()
    {
        await SourceAsync("ci");
        await server.PipelineAsync(
            "built",
            "{ type: webhook, id: green, source: ci, constraints: { '$.result': 'green|blue' }, parameters: { build: '${trigger.payload.build}' } }",
            "parameters: [ { name: build, type: integer }, { name: region, options: [kr, jp], default: kr }, { name: key, secret: true } ]");

        await CallAsync("ci", """{"result":"red","build":6}""");
        Assert.Equal("'red' at '$.result' does not match 'green|blue'", await server.RefusalAsync("built"));
        await CallAsync("ci", """{"result":"green","build":7,"parameters":{"region":"jp","build":1,"key":"hidden-from-all","unasked":true}}""");

        var happened = await server.EventAsync("built", 2);
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal((7, "jp"), ((int)run["parameters"]!["build"]!, (string)run["parameters"]!["region"]!));
        Assert.DoesNotContain("hidden-from-all", run.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"parameters":{"region":"us"}}""", "region")]
    [InlineData("""{"parameters":{"count":"many"}}""", "count")]
    [InlineData("""{"parameters":{"code":"abc"}}""", "code")]
    [InlineData("""{"parameters":{}}""", "code")]
    public async Task Parameters_are_checked_as_of_a_start_by_hand(string body, string parameter)
    {
        var name = $"checked-{Math.Abs(body.GetHashCode(StringComparison.Ordinal))}";
        await SourceAsync(name);
        await server.PipelineAsync(
            name, $"{{ type: webhook, id: hook, source: {name} }}", @"parameters: [ { name: region, options: [kr, jp], default: kr }, { name: count, type: integer, default: 1 }, { name: code, required: true, pattern: '\d+' } ]");

        await CallAsync(name, body);

        Assert.Contains($"'{parameter}'", await server.RefusalAsync(name), StringComparison.Ordinal);
        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs?pipeline={name}", Cancellation)))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"parameters":[]}""", "parameters")]
    [InlineData("""{"artifacts":{}}""", "artifacts")]
    [InlineData("""{"artifacts":[{"name":"x"}]}""", "artifacts[0].type")]
    public async Task A_body_of_the_wrong_shape_is_refused_with_its_field(string body, string field)
    {
        await SourceAsync("shape");

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await SendAsync("shape", body));

        Assert.Equal(field, (string)problem["errors"]![0]!["path"]!);
    }

    [Fact]
    public async Task A_source_that_signs_only_takes_no_bare_secret()
    {
        await server.HookSettingAsync("webhook-sources", "signed", $$"""{"secret":"{{Hooks.Secret}}","signedOnly":true}""");

        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await SendAsync("signed", "{}"));
        await Expect.SuccessAsync(await server.PostAsync("/api/hooks/signed", "{}", ("X-Signature-256", Hooks.Sign("{}"))));
    }

    [Fact]
    public async Task The_same_body_is_another_call_when_it_says_so_and_a_repetition_when_not()
    {
        await SourceAsync("keyed");
        await server.PipelineAsync("keyed", "{ type: webhook, id: hook, source: keyed }");

        await Expect.SuccessAsync(await SendAsync("keyed", "{}", ("Idempotency-Key", "1")));
        await Expect.SuccessAsync(await SendAsync("keyed", "{}", ("Idempotency-Key", "2")));
        await server.EventAsync("keyed", 2);
        await Expect.SuccessAsync(await SendAsync("keyed", """{"n":1}"""));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("keyed", """{"n":1}""")).StatusCode);
        await server.EventAsync("keyed", 3);
    }

    [Fact]
    public async Task A_disabled_pipeline_and_a_disabled_trigger_say_so()
    {
        await SourceAsync("off");
        await server.PipelineAsync("off-pipeline", "{ type: webhook, id: hook, source: off }", "disabled: true");
        await server.PipelineAsync("off-trigger", "{ type: webhook, id: hook, source: off, disabled: true }");

        await CallAsync("off", "{}");

        Assert.Equal("the pipeline is disabled", await server.RefusalAsync("off-pipeline"));
        Assert.Equal("the trigger is disabled", await server.RefusalAsync("off-trigger"));
    }

    [Fact]
    public async Task A_trigger_starts_nothing_that_the_author_may_not_start_any_more()
    {
        await SourceAsync("left");
        using (var ann = await server.SubjectAsync("ann-left", "leaving", "editor"))
            await server.PipelineAsync("left", "{ type: webhook, id: hook, source: left }", by: ann, application: "leaving");
        await CallAsync("left", """{"n":1}""");
        Assert.NotNull((await server.EventAsync("left"))["run"]);

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/applications/leaving/members/ann-left", Cancellation));
        await CallAsync("left", """{"n":2}""");

        Assert.Contains("'ann-left', who wrote revision 1, may not run pipelines", await server.RefusalAsync("left", 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_of_one_application_starts_nothing_in_another()
    {
        await server.SubjectAsync("nobody-here", "owning");
        await server.HookSettingAsync("webhook-sources", "owned", $$"""{"secret":"{{Hooks.Secret}}"}""", "owning");
        await server.PipelineAsync("not-owned", "{ type: webhook, id: hook, source: owned }");

        await CallAsync("owned", "{}");

        Assert.Contains("'owning' only", await server.RefusalAsync("not-owned"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_a_trigger_names_cannot_be_deleted()
    {
        await SourceAsync("needed");
        await server.PipelineAsync("needing", "{ type: webhook, id: hook, source: needed }");

        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/settings/webhook-sources/needed", Cancellation));

        Assert.Contains("needing", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_pipeline_and_one_that_listens_no_more_are_not_asked()
    {
        await SourceAsync("gone");
        await server.PipelineAsync("gone", "{ type: webhook, id: hook, source: gone }");
        await server.PipelineAsync("deaf", "{ type: webhook, id: hook, source: gone }");
        await server.PipelineAsync("deaf", "{ type: webhook, id: hook, source: ci }");
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/gone", Cancellation));

        var answer = await CallAsync("gone", "{}");

        Assert.Empty(answer["events"]![0]!["outcomes"]!.AsArray());
        await server.PipelineAsync("gone", "{ type: webhook, id: hook, source: gone }");
        await CallAsync("gone", """{"n":1}""");
        Assert.NotNull((await server.EventAsync("gone"))["run"]);
    }

    [Fact]
    public async Task Events_of_a_pipeline_were_shown_with_another_applications_pipeline_that_got_its_name()
    {
        await SourceAsync("inherited");
        await server.SubjectAsync("heir", "heirs");
        await server.PipelineAsync("inherited", "{ type: webhook, id: hook, source: inherited, disabled: true }");
        await CallAsync("inherited", "{}");
        await server.EventAsync("inherited");

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/inherited", Cancellation));
        await server.PipelineAsync("inherited", "{ type: webhook, id: hook, source: inherited }", application: "heirs");

        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/inherited/events", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_child_of_a_triggered_run_acts_as_the_author_and_counts_as_started_by_the_trigger()
    {
        await SourceAsync("family");
        await server.PipelineAsync("family-child", "");
        const string Parent = """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: family }
            spec:
              triggers: [ { type: webhook, id: hook, source: family } ]
              stages: [ { id: child, type: feature.run-pipeline, with: { pipeline: family-child } } ]
            """;
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/family", Documents.Yaml(Parent), Cancellation));
        await CallAsync("family", "{}");

        var run = await server.RunAsync((string)(await server.EventAsync("family"))["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        var child = await server.RunAsync((string)run.Stage("child")["outputs"]!["run"]!, _ => true);
        Assert.Equal("trigger:hook", (string)child["startedBy"]!);
    }

    [Fact]
    public async Task A_pipeline_that_exchanged_all_of_its_triggers_was_more_than_one_transaction_takes()
    {
        await server.PipelineAsync("exchanged", Triggers("before"));
        await server.PipelineAsync("exchanged", Triggers("after"));
        await SourceAsync("after-44");
        await CallAsync("after-44", "{}");
        Assert.NotNull((await server.EventAsync("exchanged"))["run"]);

        static string Triggers(string name) => string.Join(
            ", ",
            Enumerable.Range(0, Definitions.Documents.DocumentLimits.Triggers - 1).Select(number => $"{{ type: webhook, source: {name}-{number + 1} }}")
                .Append($"{{ type: git, source: {name}, repository: a/b, poll: 1h }}"));
    }

    [Fact]
    public async Task An_event_that_was_kept_before_a_crash_is_decided_by_the_sweep_and_once_only()
    {
        await SourceAsync("crashed");
        await server.PipelineAsync("crashed", "{ type: webhook, id: hook, source: crashed }");
        var events = server.Services.GetRequiredService<EventStore>();
        var at = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1);
        var received = new ReceivedEvent { Id = RunId.New(at), At = at, Event = new TriggerEvent { Key = "webhook/crashed", Summary = "call of crashed" } };
        await events.AddAsync(received, [new("crashed/1")], Cancellation);

        // The run was started, and the crash came before that was recorded.
        var head = await server.Services.GetRequiredService<PipelineStore>().FindAsync("crashed", Cancellation);
        var definition = await server.Services.GetRequiredService<PipelineDocuments>().ReadAsync(server.Services.GetRequiredService<PipelineStore>(), head!, Cancellation);
        var (started, _) = await server.Services.GetRequiredService<TriggeredRuns>().StartAsync(new(received, definition.Triggers[0], definition, head!), Cancellation);
        await server.PipelineAsync("crashed", "{ type: webhook, id: hook, source: crashed, parameters: { x: changed-since } }", "parameters: [ { name: x } ]");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.Services.GetRequiredService<EventSweep>().SweepAsync(Cancellation)));

        var happened = await server.EventAsync("crashed");
        Assert.Equal((started!.Id, "hook"), ((string)happened["run"]!, (string)happened["trigger"]!));
        Assert.NotNull((await events.FindAsync(received.Id, Cancellation))!.Outcomes);
        Assert.Single((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=crashed", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task Events_are_paged_and_only_for_who_may_see_the_pipeline()
    {
        await SourceAsync("paged");
        await server.PipelineAsync("paged", "{ type: webhook, id: hook, source: paged }");
        for (var number = 1; number <= 3; number++)
            await CallAsync("paged", $$"""{"n":{{number}}}""");
        await server.EventAsync("paged", 3);

        var first = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/paged/events?take=2", Cancellation));
        var second = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/pipelines/paged/events?take=2&after={first["after"]}", Cancellation));

        Assert.Equal((2, 1, null), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count, second["after"]));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.GetAsync("/api/pipelines/paged/events?take=0", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.GetAsync("/api/pipelines/paged/events?after=x", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/pipelines/nowhere/events", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.Nobody.GetAsync("/api/pipelines/paged/events", Cancellation));
        using var stranger = await server.SubjectAsync("stranger", "elsewhere", "editor");
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await stranger.GetAsync("/api/pipelines/paged/events", Cancellation));
    }

    private Task SourceAsync(string name) => server.HookSettingAsync("webhook-sources", name, $$"""{"secret":"{{Hooks.Secret}}"}""");

    private Task<HttpResponseMessage> SendAsync(string source, string body, params (string, string)[] headers) =>
        server.PostAsync($"/api/hooks/{source}", body, [("Authorization", $"Bearer {Hooks.Secret}"), .. headers]);

    private async Task<System.Text.Json.Nodes.JsonObject> CallAsync(string source, string body) => await Expect.SuccessAsync(await SendAsync(source, body));
}

public sealed class EmbeddedWebhookTests(EmbeddedServer server) : WebhookTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedWebhookTests(HostedServer server) : WebhookTests(server), IClassFixture<HostedServer>;
