using System.Net;
using System.Text;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

public abstract class StartedWithArtifactsTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_shows_the_artifacts_that_it_was_started_with_and_says_which_are_missing()
    {
        await PutAsync("shown", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: shown }
            spec:
              artifacts:
                - { id: image, match: { type: docker/image, name: "shop/.*" } }
              stages:
                - id: variables
                  type: feature.evaluate-variables
                  requires: [image]
                  produces: [{ id: chart, match: { type: helm/chart } }]
                  with: { variables: [{ name: image, value: "${artifacts.image.name}" }] }
                  onFailure: ignore
                - id: behind
                  type: feature.wait
                  dependsOn: [variables]
                  requires: [chart]
                  with: { duration: 10ms }
            """);

        var id = await StartedAsync("shown", """{"artifacts":[{"type":"git/commit"},{"type":"docker/image","name":"shop/checkout","version":"7","provenance":{"run":"x"}}]}""");

        var run = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal(
            """[{"id":"image","artifact":{"type":"docker/image","name":"shop/checkout","version":"7","metadata":{}},"source":"received"}]""",
            run["artifacts"]!.ToJsonString());
        Assert.Equal("artifact-not-produced", (string)run.Stage("variables")["error"]!["code"]!);
        Assert.Equal("artifact-missing", (string)run.Stage("behind")["error"]!["code"]!);
        Assert.Contains("stage 'variables', which produces it, is FAILED_CONTINUE", (string)run.Stage("behind")["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_shows_what_it_published_and_the_content_is_served()
    {
        var manifest = $"kind: ConfigMap # {new string('x', 9_000)}";
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes(manifest));
        await PutAsync("published", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: published }
            spec:
              artifacts:
                - { id: manifest, match: { type: embedded/base64 } }
                - { id: commit, match: { type: git/commit }, default: { type: git/commit, version: abc } }
              stages:
                - id: variables
                  type: feature.evaluate-variables
                  produces: [{ id: copy, default: { type: embedded/base64, name: copy, reference: aGVsbG8= } }]
                  with: { variables: [{ name: kind, value: "${#fromBase64(artifacts.manifest.reference).substring(0, 15)}" }] }
            """);

        var id = await StartedAsync("published", $$"""{"artifacts":[{"type":"embedded/base64","name":"m","reference":"{{content}}"}]}""");

        var run = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("SUCCEEDED", (string)run["status"]!);
        Assert.Equal("kind: ConfigMap", (string)run.Stage("variables")["outputs"]!["kind"]!);
        Assert.Equal("remote/base64", (string)run["artifacts"]![0]!["artifact"]!["type"]!);
        Assert.Equal(("copy", "default"), ((string)run.Stage("variables")["artifacts"]![0]!["id"]!, (string)run.Stage("variables")["artifacts"]![0]!["source"]!));
        Assert.Equal(manifest, await ContentAsync(id, "manifest"));
        Assert.Equal("hello", await ContentAsync(id, "copy"));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{id}/artifacts/commit/content", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{id}/artifacts/other/content", Cancellation));
    }

    [Theory]
    [InlineData("""[{"type":"a"},{"type":"b"},{"name":"c"}]""", "artifacts[2].type")]
    [InlineData("""[{"type":"a","reference":5}]""", "artifacts[0].reference")]
    [InlineData("""[{"type":"a","nmae":"x"}]""", "artifacts[0].nmae")]
    [InlineData("""[{"type":"a"},{"type":"a","name":"\ud800"}]""", "artifacts[1]")]
    [InlineData("""[{"type":"embedded/base64","reference":"!"}]""", "artifacts[0].reference")]
    [InlineData("""[{"type":"remote/base64","reference":"ref://a/b"}]""", "artifacts[0].type")]
    [InlineData("[]", "artifacts")]
    [InlineData("""[{"type":"docker/image","version":"1"},{"type":"docker/image","version":"2"}]""", "artifacts")]
    public async Task Artifacts_that_cannot_be_used_are_refused_by_their_place_and_nothing_starts(string artifacts, string path)
    {
        await PutAsync("refusing", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: refusing }
            spec:
              artifacts: [{ id: image, match: { type: docker/image } }]
              stages: [{ id: a, type: feature.wait, with: { duration: 10ms } }]
            """);

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await StartAsync("refusing", $$"""{"artifacts":{{artifacts}}}"""));

        Assert.Equal(path, (string)problem["errors"]![0]!["path"]!);
        if (path == "artifacts")
            Assert.Contains("'image' (type docker/image)", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=refusing", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_same_key_with_other_artifacts_is_another_start()
    {
        await PutAsync("keyed-artifacts", Documents.LongWait("keyed-artifacts"));
        const string Body = """{"artifacts":[{"type":"docker/image","version":"1"}]}""";

        var first = await Expect.SuccessAsync(await StartAsync("keyed-artifacts", Body, "k"));
        var again = await Expect.SuccessAsync(await StartAsync("keyed-artifacts", Body, "k"));

        Assert.Equal((string)first["id"]!, (string)again["id"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await StartAsync("keyed-artifacts", Body.Replace('1', '2'), "k"));
    }

    private async Task<string> ContentAsync(string run, string artifact)
    {
        using var answer = await server.Admin.GetAsync($"/api/runs/{run}/artifacts/{artifact}/content", Cancellation);
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task PutAsync(string name, string document) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));

    private async Task<string> StartedAsync(string pipeline, string body) => (string)(await Expect.SuccessAsync(await StartAsync(pipeline, body)))["id"]!;

    private async Task<HttpResponseMessage> StartAsync(string pipeline, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{pipeline}/runs") { Content = Documents.Json(body) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedStartedWithArtifactsTests(EmbeddedServer server) : StartedWithArtifactsTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedStartedWithArtifactsTests(HostedServer server) : StartedWithArtifactsTests(server), IClassFixture<HostedServer>;
