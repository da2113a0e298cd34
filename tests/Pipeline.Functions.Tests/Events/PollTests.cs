using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Functions.Events;
using Pipeline.Functions.Events.Polls;
using Pipeline.Functions.Events.Sources;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Storage;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Events;

/// <summary>Repositories of a real git server that are asked for news, by a clock of the tests: the server's own is decades behind and asks nothing.</summary>
public sealed class PollTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly ManualTimeProvider time = new(new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_is_found_by_asking_and_what_was_there_before_is_no_news()
    {
        await using var git = await GitHttpServer.StartAsync();
        await git.CreateRepositoryAsync("shop", Cancellation);
        await git.CommitAsync("shop", Commit("src/a.cs", "a"), Cancellation);
        await SettingAsync("polled", git);
        await server.PipelineAsync(
            "polled",
            "{ type: git, id: src, source: polled, repository: shop, poll: 10s, paths: ['src/**'], parameters: { commit: '${trigger.git.commit}' } }, { type: git, id: tags, source: polled, repository: shop, poll: 1h, events: [tag] }, { type: git, id: hooks, source: polled, repository: shop }",
            "parameters: [ { name: commit, required: true } ]");
        await FirstLookAsync("polled", "shop");

        var commit = await git.CommitAsync("shop", Commit("src/b.cs", "b"), Cancellation);
        await LookAsync();
        var happened = await server.EventAsync("polled", 1);
        Assert.Equal(("push to main of shop", "src"), ((string)happened["summary"]!, (string)happened["trigger"]!));
        Assert.Equal(
            ["tags: it is a push, not a tag", "hooks: it was found by asking the server, and this trigger waits for its hooks"],
            happened["refusals"]!.AsArray().Select(refusal => $"{refusal!["trigger"]}: {refusal["reason"]}"));
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal(commit, (string)run["parameters"]!["commit"]!);

        await git.TagAsync("shop", "v1", commit, message: null, Cancellation);
        await git.CommitAsync("shop", Commit("docs/c.md", "c"), Cancellation);
        await LookAsync();
        var events = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/polled/events", Cancellation));
        Assert.Equal(["tag v1 of shop", "push to main of shop", "push to main of shop"], events["items"]!.AsArray().Select(item => (string)item!["summary"]!));
        Assert.Equal("none of the changed files ('docs/c.md') is among 'src/**'", (string)events["items"]![1]!["refusals"]![0]!["reason"]!);
    }

    [Fact]
    public async Task A_repository_that_cannot_be_read_is_told_once_where_people_look()
    {
        await using var git = await GitHttpServer.StartAsync(new() { AsksForPassword = true });
        await git.CreateRepositoryAsync("closed", Cancellation);
        await SettingAsync("closed", git);
        await server.PipelineAsync("closed", "{ type: git, id: push, source: closed, repository: closed, poll: 10s }");

        await LookAsync();
        await LookAsync();
        var reason = await server.RefusalAsync("closed");

        Assert.StartsWith("asking closed for news failed: ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happened_while_nobody_asked_started_runs_when_somebody_asked_anew()
    {
        const string Asking = "{ type: git, id: push, source: resumed, repository: resumed, poll: 10s }";
        await using var git = await GitHttpServer.StartAsync();
        await git.CreateRepositoryAsync("resumed", Cancellation);
        await git.CommitAsync("resumed", Commit("a.txt", "a"), Cancellation);
        await SettingAsync("resumed", git);
        await server.PipelineAsync("resumed", Asking);
        await FirstLookAsync("resumed", "resumed");

        await server.PipelineAsync("resumed", "");
        await LookAsync();
        await git.CommitAsync("resumed", Commit("a.txt", "while nobody asks"), Cancellation);
        await server.PipelineAsync("resumed", Asking);
        await FirstLookAsync("resumed", "resumed");
        var commit = await git.CommitAsync("resumed", Commit("a.txt", "while somebody asks"), Cancellation);
        await LookAsync();

        var run = await server.RunAsync((string)(await server.EventAsync("resumed", 1))["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal(commit, (string)run["trigger"]!["git"]!["commit"]!);
    }

    [Fact]
    public async Task The_definition_of_a_run_comes_from_the_repository_at_the_commit()
    {
        await using var git = await GitHttpServer.StartAsync();
        await git.CreateRepositoryAsync("coded", Cancellation);
        await git.CommitAsync("coded", Commit("readme.md", "x"), Cancellation);
        await SettingAsync("coded", git);
        await server.PipelineAsync("coded", "{ type: git, id: push, source: coded, repository: coded, poll: 10s, definition: .pipeline/coded.yaml }");
        await FirstLookAsync("coded", "coded");

        await PushAsync("""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: coded }
            spec:
              stages: [ { id: of-the-commit, type: feature.wait, with: { duration: 10ms } } ]
            """);
        await LookAsync();
        var run = await server.RunAsync((string)(await server.EventAsync("coded", 1))["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal("of-the-commit", (string)Assert.Single(run["stages"]!.AsArray())!["id"]!);
        Assert.Equal(".pipeline/coded.yaml", (string)run["trigger"]!["definition"]!);

        await PushAsync("""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: coded }
            spec:
              stages: [ { id: x, type: feature.wiat } ]
            """);
        await LookAsync();
        Assert.Contains("line 5, spec.stages[0].type: There is no stage type 'feature.wiat'", await server.RefusalAsync("coded", 2), StringComparison.Ordinal);

        await PushAsync("""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: another }
            spec:
              stages: [ { id: x, type: feature.wait, with: { duration: 1s } } ]
            """);
        await LookAsync();
        Assert.Contains("is the pipeline 'another'", await server.RefusalAsync("coded", 3), StringComparison.Ordinal);

        Task PushAsync(string document) => git.CommitAsync("coded", Commit(".pipeline/coded.yaml", document), Cancellation);
    }

    private Task SettingAsync(string name, GitHttpServer git) =>
        server.HookSettingAsync("source-repositories", name, $$"""{"host":"git","url":"{{git.Url}}","webhookSecret":"{{Hooks.Secret}}"}""");

    // The server's own look may be under way; what it finds is what the clock of the test begins with.
    private async Task FirstLookAsync(string source, string repository)
    {
        var table = server.Services.GetRequiredService<IStorage>().Table("Polls");
        var began = time.GetUtcNow();
        await Eventually.GetAsync(
            async () =>
            {
                await LookAsync();
                var row = await table.GetAsync("polls", $"default/{source}/{repository}", Cancellation);
                return row is null ? null : JsonNode.Parse(row.Value.Span);
            },
            state => state is not null && (DateTimeOffset)state["askedAt"]! > began,
            cancellationToken: Cancellation);
    }

    private async Task LookAsync()
    {
        time.Advance(TimeSpan.FromSeconds(10));
        await Clock().LookAsync(Cancellation);
    }

    private PollClock Clock() => new(
        server.Services.GetRequiredService<IStorage>(),
        server.Services.GetRequiredService<PipelineStore>(),
        server.Services.GetRequiredService<PipelineDocuments>(),
        server.Services.GetRequiredService<TriggerSources>(),
        server.Services.GetRequiredService<EventIntake>(),
        server.Services.GetRequiredService<EventStore>(),
        time,
        NullLogger<PollClock>.Instance);

    private static GitTestCommit Commit(string path, string text) =>
        new() { Message = $"Write {path}", Files = new Dictionary<string, byte[]?> { [path] = Encoding.UTF8.GetBytes(text) } };
}
