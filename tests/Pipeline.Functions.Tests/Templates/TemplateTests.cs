using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;
using static Pipeline.Functions.Tests.Templates.TemplateDocuments;

namespace Pipeline.Functions.Tests.Templates;

public abstract class TemplateTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_template_comes_back_as_it_was_written_and_the_same_again_makes_no_revision()
    {
        var created = await server.Admin.PutAsync("/api/templates/kept", Documents.Yaml(Service("kept")), Cancellation);
        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.StatusCode, created.Headers.ETag?.Tag));
        Assert.Equal(1, (int)(await PutAsync("kept", Service("kept")))["revision"]!);

        Assert.Equal(Service("kept"), await server.Admin.GetStringAsync("/api/templates/kept", Cancellation));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/templates/kept");
        request.Headers.Accept.ParseAdd("application/json");
        var json = await Expect.SuccessAsync(await server.Admin.SendAsync(request, Cancellation));
        Assert.Equal("${variables.wait}", (string)json["spec"]!["pipeline"]!["stages"]![0]!["with"]!["duration"]!);

        Assert.Equal(2, (int)(await PutAsync("kept", Service("kept", "20ms")))["revision"]!);
        Assert.Equal(Service("kept"), await server.Admin.GetStringAsync("/api/templates/kept/revisions/1", Cancellation));
        var revisions = await GetAsync("/api/templates/kept/revisions?take=1");
        Assert.Equal((2, 2), ((int)revisions["items"]![0]!["revision"]!, (int)revisions["after"]!));
        Assert.Contains((await GetAsync("/api/templates"))["items"]!.AsArray(), item => (string)item!["name"]! == "kept" && (int)item["revision"]! == 2);
        Assert.NotNull((await GetAsync("/api/schema/pipeline-template.json"))["$defs"]!["stage"]);
    }

    [Fact]
    public async Task All_faults_of_a_template_are_listed_each_with_its_place()
    {
        var document = Service("faulty").Replace("variables.wait}", "variables.wiat}", StringComparison.Ordinal).Replace("type: feature.approval", "type: feature.aproval", StringComparison.Ordinal);

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PutAsync("/api/templates/faulty", Documents.Yaml(document), Cancellation));

        Assert.Equal(("urn:pipeline:problem:invalid-definition", "The template document has faults"), ((string)problem["type"]!, (string)problem["title"]!));
        Assert.Contains(problem["errors"]!.AsArray(), error => (string)error!["path"]! == "spec.pipeline.stages[0].with.duration" && (string)error["suggestion"]! == "wait" && (int)error["line"]! == 14);
        Assert.Contains(problem["errors"]!.AsArray(), error => (string)error!["path"]! == "spec.pipeline.stages[1].type" && (int)error["line"]! == 16);
    }

    [Fact]
    public async Task Conditions_guard_against_the_changes_of_others()
    {
        await Expect.SuccessAsync(await PutAsync("guarded", "1ms", "If-None-Match", "*"));
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await PutAsync("guarded", "2ms", "If-None-Match", "*"));
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await PutAsync("guarded", "2ms", "If-Match", "\"7\""));
        await Expect.SuccessAsync(await PutAsync("guarded", "2ms", "If-Match", "\"1\""));
    }

    [Fact]
    public async Task A_run_of_an_instance_is_a_run_of_what_it_was_expanded_to()
    {
        await PutAsync("ran", Service("ran"));
        var put = await PutInstanceAsync("run-of-ran", "ran", "region: jp, count: 2");
        Assert.Equal(("ran", 1), ((string)put["template"]!["name"]!, (int)put["template"]!["revision"]!));

        var run = await server.RunAsync(await server.StartAsync("run-of-ran"), found => found.Stage("sign-off")["waitingFor"] is not null);

        Assert.Equal("10ms", (string)run.Stage("wait-jp")["inputs"]!["duration"]!);
        Assert.Equal(("jp1?", 2), ((string)run.Stage("sign-off")["inputs"]!["instructions"]!, (int)run.Stage("sign-off")["inputs"]!["quorum"]!));
    }

    [Fact]
    public async Task An_instance_comes_back_as_it_was_written_and_as_what_it_comes_to()
    {
        await PutAsync("shown", Service("shown"));
        var document = Instance("of-shown", "shown");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/of-shown", Documents.Yaml(document), Cancellation));

        var response = await server.Admin.GetAsync("/api/pipelines/of-shown", Cancellation);
        Assert.Equal("shown@1", Assert.Single(response.Headers.GetValues("Pipeline-Template")));
        Assert.Equal(document, await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("kr", (string)(await GetAsync("/api/pipelines/of-shown", "application/json"))["spec"]!["template"]!["variables"]!["region"]!);

        var expanded = await GetAsync("/api/pipelines/of-shown?expanded=true", "application/json");
        Assert.Equal("wait-kr", (string)expanded["spec"]!["stages"]![0]!["id"]!);
        Assert.Equal("${'kr' + parameters.version}?", (string)expanded["spec"]!["stages"]![1]!["with"]!["instructions"]!);
        Assert.Null(expanded["spec"]!["template"]);
        Assert.Contains("id: wait-kr", await server.Admin.GetStringAsync("/api/pipelines/of-shown/revisions/1?expanded=true", Cancellation), StringComparison.Ordinal);
        var item = (await GetAsync("/api/pipelines"))["items"]!.AsArray().Single(item => (string)item!["name"]! == "of-shown")!;
        Assert.Equal((2, "Of ours.", 1), ((int)item["stages"]!, (string)item["description"]!, (int)item["template"]!["revision"]!));
    }

    [Fact]
    public async Task Faults_of_an_instance_point_into_its_document_and_those_of_the_template_also_into_that()
    {
        await PutAsync("strict", Service("strict"));

        var missing = await RefusedAsync("bad", Instance("bad", "strict", "regoin: kr, count: many"));
        Assert.Contains(missing, error => (string)error["path"]! == "spec.template.variables.region" && (string)error["code"]! == "missing" && (int)error["line"]! == 9);
        Assert.Contains(missing, error => (string)error["path"]! == "spec.template.variables.regoin" && (string)error["suggestion"]! == "region");
        Assert.Contains(missing, error => (string)error["path"]! == "spec.template.variables.count" && (string)error["code"]! == "wrong-type");

        var unfit = Assert.Single(await RefusedAsync("bad", Instance("bad", "strict", "region: kr, wait: soon")));
        Assert.Equal("spec.template.variables.wait", (string)unfit["path"]!);
        Assert.Equal(("strict", 1, "spec.pipeline.stages[0].with.duration", 14), ((string)unfit["template"]!["name"]!, (int)unfit["template"]!["revision"]!, (string)unfit["template"]!["path"]!, (int)unfit["template"]!["line"]!));

        Assert.Equal("spec.template.revision", (string)Assert.Single(await RefusedAsync("bad", Instance("bad", "strict", revision: "7")))["path"]!);
        var unknown = Assert.Single(await RefusedAsync("bad", Instance("bad", "strickt")));
        Assert.Equal(("spec.template.name", "strict"), ((string)unknown["path"]!, (string)unknown["suggestion"]!));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/pipelines/bad", Cancellation));
    }

    [Fact]
    public async Task A_template_of_an_application_is_for_its_pipelines_alone()
    {
        using var editor = await server.SubjectAsync("template-ed", "inside", "editor");
        await server.SubjectAsync("template-other", "outside");

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await editor.PutAsync("/api/templates/private", Documents.Yaml(Service("private")), Cancellation));
        await Expect.SuccessAsync(await editor.PutAsync("/api/templates/private", Documents.Yaml(Service("private", application: "inside")), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PutAsync("/api/templates/private", Documents.Yaml(Service("private")), Cancellation));
        Assert.Contains("application 'inside' only", (string)Assert.Single(await RefusedAsync("theirs", Instance("theirs", "private", application: "outside")))["message"]!, StringComparison.Ordinal);
        await Expect.SuccessAsync(await editor.PutAsync("/api/pipelines/theirs", Documents.Yaml(Instance("theirs", "private", application: "inside")), Cancellation));

        using var stranger = await server.SubjectAsync("template-viewer", "outside", "viewer");
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await stranger.GetAsync("/api/templates/private", Cancellation));
        Assert.DoesNotContain((await Expect.SuccessAsync(await stranger.GetAsync("/api/templates", Cancellation)))["items"]!.AsArray(), item => (string)item!["name"]! == "private");
    }

    [Fact]
    public async Task A_template_is_not_deleted_while_an_instance_uses_it_and_its_numbers_go_on_after_a_deletion()
    {
        await PutAsync("used", Service("used"));
        await PutInstanceAsync("user-of-used", "used");

        var refused = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/templates/used", Cancellation));
        Assert.Contains("user-of-used", (string)refused["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/user-of-used", Documents.Yaml(Documents.LongWait("user-of-used")), Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/templates/used", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/templates/used", Cancellation));
        Assert.Equal(2, (int)(await PutAsync("used", Service("used")))["revision"]!);

        var actions = (await GetAsync("/api/audit?subject=templates/used"))["items"]!.AsArray().Select(entry => (string)entry!["action"]!);
        Assert.Equal(["template.put", "template.delete", "template.put"], actions);
    }

    private async Task<JsonObject> GetAsync(string path, string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        return await Expect.SuccessAsync(await server.Admin.SendAsync(request, Cancellation));
    }

    private async Task<JsonObject> PutAsync(string name, string document) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/templates/{name}", Documents.Yaml(document), Cancellation));

    private async Task<JsonObject> PutInstanceAsync(string name, string template, string variables = "region: kr") =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(Instance(name, template, variables)), Cancellation));

    private async Task<List<JsonObject>> RefusedAsync(string name, string document)
    {
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));
        return [.. problem["errors"]!.AsArray().Select(error => error!.AsObject())];
    }

    private async Task<HttpResponseMessage> PutAsync(string name, string wait, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/templates/{name}") { Content = Documents.Yaml(Service(name, wait)) };
        request.Headers.TryAddWithoutValidation(header, value);
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedTemplateTests(EmbeddedServer server) : TemplateTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedTemplateTests(HostedServer server) : TemplateTests(server), IClassFixture<HostedServer>;
