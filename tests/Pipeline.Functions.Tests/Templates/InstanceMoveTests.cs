using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;
using static Pipeline.Functions.Tests.Templates.TemplateDocuments;

namespace Pipeline.Functions.Tests.Templates;

public abstract class InstanceMoveTests(RunningServer server)
{
    private const string Another = "\n    - { name: owner, required: true }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_revision_of_a_template_changes_no_instance_until_somebody_moves_it()
    {
        await PutTemplateAsync(Service("moving"));
        await PutAsync(Instance("loose", "moving"), "loose");
        await PutAsync(Instance("pinned", "moving", revision: "1"), "pinned");
        await PutTemplateAsync(Service("moving", "20ms"));

        var before = await InstancesAsync("moving");
        Assert.Equal(2, (int)before["revision"]!);
        Assert.Equal([("loose", 1, false), ("pinned", 1, false)], before["items"]!.AsArray().Select(item => ((string)item!["pipeline"]!, (int)item["templateRevision"]!, (bool)item["isNewest"]!)));
        Assert.Contains("duration: 10ms", await server.Admin.GetStringAsync("/api/pipelines/loose?expanded=true", Cancellation), StringComparison.Ordinal);

        var moved = await MoveAsync("moving", """{"revision":2}""");

        Assert.Equal([("loose", "moved", 2), ("pinned", "moved", 2)], Outcomes(moved));
        Assert.Contains("duration: 20ms", await server.Admin.GetStringAsync("/api/pipelines/loose?expanded=true", Cancellation), StringComparison.Ordinal);
        Assert.Equal(Instance("pinned", "moving", revision: "2"), await server.Admin.GetStringAsync("/api/pipelines/pinned", Cancellation));
        Assert.Equal(Instance("pinned", "moving", revision: "1"), await server.Admin.GetStringAsync("/api/pipelines/pinned/revisions/1", Cancellation));
        Assert.Equal([("loose", "unchanged", 2), ("pinned", "unchanged", 2)], Outcomes(await MoveAsync("moving", "{}")));
        Assert.Equal([("loose", "moved", 3)], Outcomes(await MoveAsync("moving", """{"revision":1,"pipelines":["loose"]}""")));
        var audit = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/audit?subject=pipelines/loose", Cancellation));
        Assert.Equal("moving revision 2 → 1", (string)audit["items"]![0]!["detail"]!);
    }

    [Fact]
    public async Task Putting_a_document_that_names_no_revision_again_takes_the_newest()
    {
        await PutTemplateAsync(Service("again"));
        await PutAsync(Instance("put-again", "again"), "put-again");
        Assert.Equal(1, (int)(await PutAsync(Instance("put-again", "again"), "put-again"))["revision"]!);

        await PutTemplateAsync(Service("again", "20ms"));
        var put = await PutAsync(Instance("put-again", "again"), "put-again");

        Assert.Equal((2, 2), ((int)put["revision"]!, (int)put["template"]!["revision"]!));
    }

    [Fact]
    public async Task An_instance_that_the_revision_does_not_fit_stays_as_it_is_and_says_why_and_the_others_move()
    {
        await PutTemplateAsync(Service("growing", extra: "\n    - { name: owner }"));
        await PutAsync(Instance("fits", "growing", "region: kr, owner: ann"), "fits");
        await PutAsync(Instance("lacks", "growing"), "lacks");
        await PutTemplateAsync(Service("growing", extra: Another));

        var moved = await MoveAsync("growing", "{}");

        Assert.Equal([("fits", "moved", 2), ("lacks", "refused", 1)], Outcomes(moved));
        var error = Assert.Single(moved["items"]![1]!["errors"]!.AsArray())!;
        Assert.Equal(("spec.template.variables.owner", "missing"), ((string)error["path"]!, (string)error["code"]!));
        Assert.Equal([2, 1], (await InstancesAsync("growing"))["items"]!.AsArray().Select(item => (int)item!["templateRevision"]!));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/pipelines/lacks/revisions/2", Cancellation));
    }

    [Fact]
    public async Task Only_an_editor_of_an_instance_moves_it_and_only_what_is_one_can_be_named()
    {
        await PutTemplateAsync(Service("shared"));
        using var editor = await server.SubjectAsync("mover", "mine", "editor");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/mine/members/mover", Documents.Json("""{"roles":["editor"]}"""), Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/yours", null, Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/yours/members/mover", Documents.Json("""{"roles":["viewer"]}"""), Cancellation));
        await PutAsync(Instance("mine-one", "shared", application: "mine"), "mine-one");
        await PutAsync(Instance("yours-one", "shared", application: "yours"), "yours-one");
        await PutAsync(Instance("hidden-one", "shared"), "hidden-one");
        await PutTemplateAsync(Service("shared", "20ms"));

        var moved = await Expect.SuccessAsync(await editor.PostAsync("/api/templates/shared/instances", Documents.Json("{}"), Cancellation));

        Assert.Equal([("mine-one", "moved", 2), ("yours-one", "refused", 1)], Outcomes(moved));
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await editor.PostAsync("/api/templates/shared/instances", Documents.Json("""{"pipelines":["mine-one","hidden-one"]}"""), Cancellation));
        Assert.Equal("pipelines[1]", (string)problem["errors"]![0]!["path"]!);
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await editor.PostAsync("/api/templates/shared/instances", Documents.Json("""{"revision":9}"""), Cancellation));
    }

    private static IEnumerable<(string, string, int)> Outcomes(JsonObject moved) =>
        moved["items"]!.AsArray().Select(item => ((string)item!["pipeline"]!, (string)item["outcome"]!, (int)item["revision"]!));

    private async Task PutTemplateAsync(string document)
    {
        var name = document.Split("name: ", 2)[1].Split(' ', 2)[0];
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/templates/{name}", Documents.Yaml(document), Cancellation));
    }

    private async Task<JsonObject> PutAsync(string document, string name) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));

    private async Task<JsonObject> InstancesAsync(string template) =>
        await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/templates/{template}/instances", Cancellation));

    private async Task<JsonObject> MoveAsync(string template, string body) =>
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/templates/{template}/instances", Documents.Json(body), Cancellation));
}

public sealed class EmbeddedInstanceMoveTests(EmbeddedServer server) : InstanceMoveTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedInstanceMoveTests(HostedServer server) : InstanceMoveTests(server), IClassFixture<HostedServer>;
