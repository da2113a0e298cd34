using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Pipelines;

public abstract class PipelineTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_comes_back_as_it_was_written_and_the_same_again_makes_no_revision()
    {
        var document = Documents.Approval("kept");
        var created = await server.Admin.PutAsync("/api/pipelines/kept", Documents.Yaml(document), Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("\"1\"", created.Headers.ETag?.Tag);

        var again = await server.Admin.PutAsync("/api/pipelines/kept", Documents.Yaml(document), Cancellation);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(1, (int)(await Expect.SuccessAsync(again))["revision"]!);

        Assert.Equal(document, await server.Admin.GetStringAsync("/api/pipelines/kept", Cancellation));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/pipelines/kept");
        request.Headers.Accept.ParseAdd("application/json");
        var json = await Expect.SuccessAsync(await server.Admin.SendAsync(request, Cancellation));
        Assert.Equal("kept", (string)json["metadata"]!["name"]!);

        var changed = await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/kept", Documents.Yaml(document + "\n# more"), Cancellation));
        Assert.Equal(2, (int)changed["revision"]!);
        Assert.Equal(document, await server.Admin.GetStringAsync("/api/pipelines/kept/revisions/1", Cancellation));
        var revisions = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/kept/revisions?take=1", Cancellation));
        Assert.Equal(2, (int)revisions["items"]![0]!["revision"]!);
        Assert.Equal(2, (int)revisions["after"]!);
    }

    [Fact]
    public async Task All_faults_are_listed_each_with_its_place()
    {
        var document = Documents.Approval("faulty").Replace("dependsOn: [first]", "dependsOn: [frist]", StringComparison.Ordinal).Replace("duration: 10ms", "duratoin: 10ms", StringComparison.Ordinal);
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PutAsync("/api/pipelines/faulty", Documents.Yaml(document), Cancellation));
        Assert.Equal("urn:pipeline:problem:invalid-definition", (string)problem["type"]!);
        var errors = problem["errors"]!.AsArray();
        Assert.Contains(errors, error => (string)error!["path"]! == "spec.stages[1].dependsOn[0]" && (string)error["suggestion"]! == "first" && (int)error["line"]! == 11);
        Assert.Contains(errors, error => (string)error!["path"]! == "spec.stages[0].with.duratoin" && (int)error["line"]! == 10);
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/pipelines/faulty", Cancellation));
    }

    [Fact]
    public async Task Conditions_guard_against_the_changes_of_others()
    {
        await Expect.SuccessAsync(await PutAsync("guarded", "1", "If-None-Match", "*"));
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await PutAsync("guarded", "2", "If-None-Match", "*"));
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await PutAsync("guarded", "2", "If-Match", "\"7\""));
        await Expect.SuccessAsync(await PutAsync("guarded", "2", "If-Match", "\"1\""));
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await PutAsync("absent", "1", "If-Match", "*"));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await PutAsync("guarded", "3", "If-Match", "3"));

        using var known = new HttpRequestMessage(HttpMethod.Get, "/api/pipelines/guarded");
        known.Headers.TryAddWithoutValidation("If-None-Match", "\"2\"");
        Assert.Equal(HttpStatusCode.NotModified, (await server.Admin.SendAsync(known, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Of_writers_with_the_same_entity_tag_one_wins()
    {
        await Expect.SuccessAsync(await PutAsync("raced", "0", "If-None-Match", "*"));
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => PutAsync("raced", $"{number}", "If-Match", "\"1\"")));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_name_belongs_to_one_application_and_numbers_go_on_after_a_deletion()
    {
        using var editor = await server.SubjectAsync("ed", "left", "editor");
        await server.SubjectAsync("nobody-else", "right");
        await Expect.SuccessAsync(await editor.PutAsync("/api/pipelines/owned", Documents.Yaml(Documents.LongWait("owned", "left")), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await editor.PutAsync("/api/pipelines/owned", Documents.Yaml(Documents.LongWait("owned", "right")), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PutAsync("/api/pipelines/owned", Documents.Yaml(Documents.LongWait("owned", "right")), Cancellation));

        await Expect.SuccessAsync(await editor.DeleteAsync("/api/pipelines/owned", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await editor.GetAsync("/api/pipelines/owned", Cancellation));
        var again = await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/owned", Documents.Yaml(Documents.LongWait("owned", "right")), Cancellation));
        Assert.Equal(2, (int)again["revision"]!);
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/yaml; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.BadRequest)]
    public async Task A_body_of_another_notation_is_refused(string contentType, HttpStatusCode status)
    {
        using var content = new ByteArrayContent("metadata: [\xff"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await Expect.ProblemAsync(status, await server.Admin.PutAsync("/api/pipelines/odd", content, Cancellation));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_fault_of_the_document()
    {
        using var content = new ByteArrayContent([0x61, 0xff, 0xfe]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/yaml");
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PutAsync("/api/pipelines/odd", content, Cancellation));
        Assert.Equal("syntax", (string)problem["errors"]![0]!["code"]!);
    }

    private async Task<HttpResponseMessage> PutAsync(string name, string comment, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/pipelines/{name}")
        {
            Content = Documents.Yaml(Documents.LongWait(name) + $"\n# {comment}"),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedPipelineTests(EmbeddedServer server) : PipelineTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedPipelineTests(HostedServer server) : PipelineTests(server), IClassFixture<HostedServer>;
