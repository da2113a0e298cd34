using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

public abstract class RerunTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rerun_takes_parameters_and_commit_over_but_for_those_that_change()
    {
        using var mia = await server.SubjectAsync("mia", "default", "editor");
        await PutAsync("again", Pipeline("again", "{ name: version, default: '1' }", "{ name: region, default: kr }", "{ name: password, secret: true, required: true }"));
        var first = await StartAsync("again", """
            {"parameters":{"version":"7","region":"jp","password":"hunter2-hunter2"},"commit":{"id":"abc123","committedAt":"2026-03-31T09:15:00Z"}}
            """);

        var answer = await mia.PostAsync($"/api/runs/{first}/rerun", Documents.Json("""{"parameters":{"version":"8","region":null},"comment":"once more"}"""), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var started = await Expect.SuccessAsync(answer);
        var id = (string)started["id"]!;
        Assert.Equal($"/api/runs/{id}", answer.Headers.Location?.OriginalString);
        Assert.Equal(2, (int)started["number"]!);

        var ended = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal("SUCCEEDED", (string)ended["status"]!);
        Assert.Equal(first, (string)ended["rerunOf"]!);
        Assert.Equal(("mia", "once more"), ((string)ended["startedBy"]!, (string)ended["comment"]!));
        Assert.Equal(("8", "kr", "***"), ((string)ended["parameters"]!["version"]!, (string)ended["parameters"]!["region"]!, (string)ended["parameters"]!["password"]!));
        Assert.Equal(("manual", "abc123"), ((string)ended["trigger"]!["type"]!, (string)ended["trigger"]!["commit"]!["id"]!));

        // Nobody sees the secret, but the stage was given it.
        Assert.True((bool)ended.Stage("check")["outputs"]!["same"]!);
    }

    [Fact]
    public async Task A_rerun_is_of_the_present_definition_and_says_what_no_longer_fits()
    {
        await PutAsync("changed", Pipeline("changed", "{ name: version, default: '1' }", "{ name: password, secret: true }"));
        var first = await StartAsync("changed", """{"parameters":{"version":"7","password":"hunter2-hunter2"}}""");
        await PutAsync("changed", Pipeline("changed", "{ name: release, default: '2' }", "{ name: password, default: none }"));

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await RerunAsync(first, "{}"));
        Assert.Equal(["parameters.version", "parameters.password"], problem["errors"]!.AsArray().Select(error => (string)error!["path"]!));
        Assert.DoesNotContain("hunter2", problem.ToJsonString(), StringComparison.Ordinal);
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await RerunAsync(first, """{"parameters":{"version":null,"password":null,"relaese":"3"}}"""));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await RerunAsync(first, """{"parameters":{"version":null,"password":null,"relaese":null}}"""));

        var id = (string)(await Expect.SuccessAsync(await RerunAsync(first, """{"parameters":{"version":null,"password":null,"release":"3"}}""")))["id"]!;
        var run = await server.RunAsync(id, run => run["endedAt"] is not null);
        Assert.Equal((2, "3", "none"), ((int)run["revision"]!, (string)run["parameters"]!["release"]!, (string)run["parameters"]!["password"]!));
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_rerun_and_another_run_is_not()
    {
        await PutAsync("once", Pipeline("once", "{ name: version, default: '1' }"));
        string[] runs = [await StartAsync("once", "{}"), await StartAsync("once", "{}")];

        var first = await Expect.SuccessAsync(await RerunAsync(runs[0], "{}", "key"));
        var again = await Expect.SuccessAsync(await RerunAsync(runs[0], "{}", "key"));

        Assert.Equal((string)first["id"]!, (string)again["id"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await RerunAsync(runs[1], "{}", "key"));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await RerunAsync(runs[1], "{}", new string('k', 256)));
    }

    [Fact]
    public async Task A_disabled_or_deleted_pipeline_is_not_rerun()
    {
        using var viewer = await server.SubjectAsync("nils", "default", "viewer");
        var document = Pipeline("retired", "{ name: version, default: '1' }");
        await PutAsync("retired", document);
        var id = await StartAsync("retired", "{}");
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await viewer.PostAsync($"/api/runs/{id}/rerun", null, Cancellation));

        await PutAsync("retired", document.Replace("spec:", "spec:\n  disabled: true", StringComparison.Ordinal));
        var disabled = await Expect.ProblemAsync(HttpStatusCode.Conflict, await RerunAsync(id, "{}"));
        Assert.Contains("disabled", (string)disabled["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/retired", Cancellation));
        var deleted = await Expect.ProblemAsync(HttpStatusCode.Conflict, await RerunAsync(id, "{}"));
        Assert.Contains("was deleted", (string)deleted["detail"]!, StringComparison.Ordinal);
    }

    private static string Pipeline(string name, params string[] parameters) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}} }
        spec:
          parameters: [{{string.Join(", ", parameters)}}]
          stages:
            - { id: check, type: feature.evaluate-variables, with: { variables: [{ name: same, value: "${parameters.password == 'hunter2-hunter2'}" }] } }
        """;

    private async Task PutAsync(string name, string document) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));

    private async Task<string> StartAsync(string name, string body) =>
        (string)(await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/pipelines/{name}/runs", Documents.Json(body), Cancellation)))["id"]!;

    private async Task<HttpResponseMessage> RerunAsync(string run, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{run}/rerun");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = Documents.Json(body);
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedRerunTests(EmbeddedServer server) : RerunTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRerunTests(HostedServer server) : RerunTests(server), IClassFixture<HostedServer>;
