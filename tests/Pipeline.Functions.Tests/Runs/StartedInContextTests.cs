using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>What a start says of where it comes from: the commit, and the caller's trace.</summary>
public abstract class StartedInContextTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commit_is_kept_in_the_trigger_and_expressions_read_it()
    {
        await PutAsync("committed", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: committed }
            spec: { stages: [ { id: a, type: feature.judgement, with: { instructions: "${trigger.commit.id} of ${trigger.commit.committedAt}" } } ] }
            """);

        var id = (string)(await Expect.SuccessAsync(await StartAsync("committed", """{"commit":{"id":"c0ffee","committedAt":"2026-03-31T09:15:00+09:00"}}""")))["id"]!;

        var run = await server.RunAsync(id, run => run.Stage("a")["waitingFor"] is not null);
        Assert.Equal(("c0ffee", "2026-03-31T09:15:00+09:00"), ((string)run["trigger"]!["commit"]!["id"]!, (string)run["trigger"]!["commit"]!["committedAt"]!));
        Assert.Equal("c0ffee of 2026-03-31T09:15:00+09:00", (string)run.Stage("a")["inputs"]!["instructions"]!);
    }

    [Theory]
    [InlineData("""{"commit":{"id":"","committedAt":"2026-03-31T09:15:00Z"}}""", "commit.id")]
    [InlineData("""{"commit":{"id":"a b","committedAt":"2026-03-31T09:15:00Z"}}""", "commit.id")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":"2026-03-31T09:15:00"}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":"2026-03-31"}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":"yesterday"}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":"9999-01-01T00:00:00Z"}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":"1969-01-01T00:00:00Z"}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee","committedAt":5}}""", "commit.committedAt")]
    [InlineData("""{"commit":{"id":"c0ffee"}}""", "commit")]
    [InlineData("""{"commit":"c0ffee"}""", "commit")]
    public async Task A_commit_that_cannot_be_read_is_refused_by_its_field(string body, string field)
    {
        await PutAsync("refused", Documents.LongWait("refused"));

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await StartAsync("refused", body));

        Assert.Equal(field, (string)problem["errors"]![0]!["path"]!);
    }

    [Fact]
    public async Task The_same_key_with_another_commit_is_another_start()
    {
        await PutAsync("keyed-commit", Documents.LongWait("keyed-commit"));
        const string Body = """{"commit":{"id":"c0ffee","committedAt":"2026-03-31T09:15:00Z"}}""";

        var first = await Expect.SuccessAsync(await StartAsync("keyed-commit", Body, ("Idempotency-Key", "k")));
        var again = await Expect.SuccessAsync(await StartAsync("keyed-commit", Body, ("Idempotency-Key", "k")));

        Assert.Equal((string)first["id"]!, (string)again["id"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await StartAsync("keyed-commit", Body.Replace("c0ffee", "decaf", StringComparison.Ordinal), ("Idempotency-Key", "k")));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("nonsense", null)]
    public async Task The_callers_trace_is_kept_unless_it_is_malformed(string header, string? kept)
    {
        await PutAsync("traced", Documents.LongWait("traced"));

        var id = (string)(await Expect.SuccessAsync(await StartAsync("traced", "{}", ("traceparent", header), ("tracestate", "a=1"))))["id"]!;

        var run = await server.Services.GetRequiredService<RunStore>().FindDocumentAsync(id, Cancellation);
        Assert.Equal((kept, kept is null ? null : "a=1"), (run!.Trace?.Parent, run.Trace?.State));
    }

    private async Task PutAsync(string name, string document) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));

    private async Task<HttpResponseMessage> StartAsync(string pipeline, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{pipeline}/runs") { Content = Documents.Json(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedStartedInContextTests(EmbeddedServer server) : StartedInContextTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedStartedInContextTests(HostedServer server) : StartedInContextTests(server), IClassFixture<HostedServer>;
