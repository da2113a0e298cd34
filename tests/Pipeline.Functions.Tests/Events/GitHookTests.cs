using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Events;

public abstract class GitHookTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_starts_the_run_of_the_pipeline_that_waits_for_it_and_tells_the_others_why_not()
    {
        await server.SourceAsync("hub");
        await server.PipelineAsync(
            "taken",
            "{ type: git, id: docs, source: hub, repository: team/shop, paths: ['docs/**'] }, { type: git, id: main, source: hub, repository: team/shop, branches: [main], parameters: { commit: '${trigger.git.commit}', who: '${trigger.by}' } }, { type: git, id: also, source: hub, repository: team/shop }",
            "parameters: [ { name: commit, required: true }, { name: who }, { name: mode, default: full } ]");
        await server.PipelineAsync("elsewhere", "{ type: git, id: push, source: hub, repository: team/other }");
        await server.PipelineAsync("hub-of-others", "{ type: git, id: push, source: another, repository: team/shop }");

        var answer = await AcceptedAsync(await server.GitHubAsync("hub", Hooks.GitHubPush("Team/Shop").ToJsonString()));

        Assert.Equal("accepted", (string)answer["status"]!);
        var happened = await server.EventAsync("taken");
        Assert.Equal(("git", "octocat", "push to main of Team/Shop", "main"), ((string)happened["type"]!, (string)happened["by"]!, (string)happened["summary"]!, (string)happened["trigger"]!));
        Assert.Equal(
            ["docs: none of the changed files ('src/a.cs') is among 'docs/**'", "also: the trigger 'main' took it"],
            happened["refusals"]!.AsArray().Select(refusal => $"{refusal!["trigger"]}: {refusal["reason"]}"));
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal(("6113728f27ae82c7b1a177c8d03f9e96e0adf246", "octocat", "full"), ((string)run["parameters"]!["commit"]!, (string)run["parameters"]!["who"]!, (string)run["parameters"]!["mode"]!));
        Assert.Equal(("git", "main", "trigger:main"), ((string)run["trigger"]!["type"]!, (string)run["trigger"]!["id"]!, (string)run["startedBy"]!));
        Assert.Equal("6113728f27ae82c7b1a177c8d03f9e96e0adf246", (string)run["trigger"]!["commit"]!["id"]!);
        Assert.Equal("it is of the repository 'Team/Shop', not 'team/other'", await server.RefusalAsync("elsewhere"));
        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/pipelines/hub-of-others/events", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_redelivery_is_answered_with_the_first_outcome_and_starts_nothing()
    {
        await server.SourceAsync("twice");
        await server.PipelineAsync("twice", "{ type: git, id: push, source: twice, repository: team/twice }");
        var body = Hooks.GitHubPush("team/twice").ToJsonString();

        var first = await AcceptedAsync(await server.GitHubAsync("twice", body, delivery: "one"));
        await server.EventAsync("twice");
        var again = await server.GitHubAsync("twice", body, delivery: "one");
        var replayed = await server.GitHubAsync("twice", body, delivery: "two");

        foreach (var response in new[] { again, replayed })
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var answer = await Expect.SuccessAsync(response);
            Assert.Equal(("repeated", (string)first["events"]![0]!["id"]!), ((string)answer["status"]!, (string)answer["events"]![0]!["id"]!));
            Assert.Equal("push", (string)answer["events"]![0]!["outcomes"]![0]!["trigger"]!);
        }

        await server.EventAsync("twice", count: 1);
        Assert.Single((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=twice", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_same_delivery_many_times_at_once_starts_one_run()
    {
        await server.SourceAsync("storm");
        await server.PipelineAsync("storm", "{ type: git, id: push, source: storm, repository: team/storm }");
        var body = Hooks.GitHubPush("team/storm").ToJsonString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.GitHubAsync("storm", body, delivery: "same")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode));
        await server.EventAsync("storm", count: 1);
        Assert.Single((await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=storm", Cancellation)))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("unsigned", null)]
    [InlineData("nonsense", "sha256=nonsense")]
    [InlineData("other-secret", "other")]
    public async Task A_call_that_proves_nothing_is_refused_and_leaves_no_trace(string name, string? signature)
    {
        var source = $"guarded-{name}";
        await server.SourceAsync(source);
        await server.PipelineAsync(source, $"{{ type: git, id: push, source: {source}, repository: team/guarded }}");
        var body = Hooks.GitHubPush("team/guarded").ToJsonString();

        var response = signature is null
            ? await server.PostAsync($"/api/hooks/github/{source}", body, ("X-GitHub-Event", "push"))
            : await server.GitHubAsync(source, body, signature: signature == "other" ? Hooks.Sign(body, "another-secret") : signature);

        var problem = await Expect.ProblemAsync(HttpStatusCode.Unauthorized, response);
        Assert.Contains("X-Hub-Signature-256", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(Hooks.Secret, problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/pipelines/{source}/events", Cancellation)))["items"]!.AsArray());
    }

    [Fact]
    public async Task Addresses_that_cannot_work_say_why()
    {
        await server.HookSettingAsync("source-repositories", "secretless", """{"host":"github"}""");
        await server.SourceAsync("a-lab", "gitlab");

        var unknown = await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.GitHubAsync("nowhere", "{}"));
        Assert.Contains("'nowhere'", (string)unknown["detail"]!, StringComparison.Ordinal);
        var secretless = await Expect.ProblemAsync(HttpStatusCode.Forbidden, await server.GitHubAsync("secretless", "{}"));
        Assert.Contains("webhookSecret", (string)secretless["detail"]!, StringComparison.Ordinal);
        var other = await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.GitHubAsync("a-lab", "{}"));
        Assert.Contains("/api/hooks/gitlab/a-lab", (string)other["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{")]
    public async Task A_signed_body_that_is_no_object_is_refused(string body)
    {
        await server.SourceAsync("broken");

        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.GitHubAsync("broken", body));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await server.SourceAsync("large");

        await Expect.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, await server.GitHubAsync("large", $$"""{"a":"{{new string('x', 4 * 1024 * 1024)}}"}"""));
    }

    [Theory]
    [InlineData("ping", "{}")]
    [InlineData("issues", """{"action":"opened"}""")]
    [InlineData("push", """{"ref":"refs/heads/gone","after":"0000000000000000000000000000000000000000","repository":{"full_name":"team/ignored"}}""")]
    [InlineData("push", """{"ref":5,"after":{},"repository":[]}""")]
    [InlineData("push", """{"ref":"refs/notes/x","after":"abc","repository":{"full_name":"team/ignored"}}""")]
    [InlineData("pull_request", """{"action":"labeled","number":1,"repository":{"full_name":"team/ignored"},"pull_request":{"head":{"sha":"a"},"base":{"ref":"main"}}}""")]
    public async Task What_starts_no_runs_is_taken_and_ignored(string happened, string body)
    {
        await server.SourceAsync("ignored");

        var answer = await Expect.SuccessAsync(await server.GitHubAsync("ignored", body, happened));

        Assert.Equal("ignored", (string)answer["status"]!);
    }

    [Fact]
    public async Task GitHubs_other_content_type_is_read_too()
    {
        await server.SourceAsync("form");
        await server.PipelineAsync("form", "{ type: git, id: push, source: form, repository: team/form }");
        var body = "payload=" + Uri.EscapeDataString(Hooks.GitHubPush("team/form").ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/github/form") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-Hub-Signature-256", Hooks.Sign(body));

        await AcceptedAsync(await server.Nobody.SendAsync(request, Cancellation));

        Assert.NotNull((await server.EventAsync("form"))["run"]);
    }

    [Fact]
    public async Task A_pull_request_of_a_fork_needs_a_trigger_that_says_so()
    {
        await server.SourceAsync("forked");
        await server.PipelineAsync("forks-not", "{ type: git, id: request, source: forked, repository: team/forked, events: [pull-request] }");
        await server.PipelineAsync(
            "forks-too",
            "{ type: git, id: request, source: forked, repository: team/forked, events: [pull-request], forks: true, parameters: { number: '${trigger.git.pullRequest}' } }",
            "parameters: [ { name: number, type: integer } ]");
        var body = """{"action":"opened","number":7,"repository":{"full_name":"team/forked"},"pull_request":{"title":"x","user":{"login":"eve"},"head":{"sha":"abc","ref":"x","repo":{"full_name":"eve/forked"}},"base":{"ref":"main"}}}""";

        await AcceptedAsync(await server.GitHubAsync("forked", body, "pull_request"));

        Assert.Contains("fork", await server.RefusalAsync("forks-not"), StringComparison.Ordinal);
        var run = await server.RunAsync((string)(await server.EventAsync("forks-too"))["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal(7, (int)run["parameters"]!["number"]!);
    }

    [Fact]
    public async Task GitLabs_hooks_bear_its_token_and_one_that_pushes_back_and_forth_is_no_repetition()
    {
        await server.SourceAsync("lab", "gitlab");
        await server.PipelineAsync("lab", "{ type: git, id: push, source: lab, repository: group/sub/shop, events: [push, tag, pull-request] }");
        var push = """{"object_kind":"push","ref":"refs/heads/main","before":"b","after":"a","checkout_sha":"a","user_username":"ann","project":{"path_with_namespace":"group/sub/shop"},"commits":[{"id":"a","message":"m","timestamp":"2026-11-20T10:00:00Z","author":{"name":"Ann"},"added":["x"],"modified":[],"removed":[]}],"total_commits_count":1}""";
        var tag = """{"object_kind":"tag_push","ref":"refs/tags/v1","before":"0000000000000000000000000000000000000000","after":"a","checkout_sha":"a","user_username":"ann","project":{"path_with_namespace":"group/sub/shop"},"commits":[]}""";
        var request = """{"object_kind":"merge_request","user":{"username":"ann"},"project":{"path_with_namespace":"group/sub/shop"},"object_attributes":{"iid":3,"action":"update","oldrev":"b","source_branch":"x","target_branch":"main","title":"t","last_commit":{"id":"c","message":"m","timestamp":"2026-11-20T10:00:00Z","author":{"name":"Ann"}},"source":{"path_with_namespace":"group/sub/shop"}}}""";

        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.PostAsync("/api/hooks/gitlab/lab", push, ("X-Gitlab-Token", "wrong")));
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.PostAsync("/api/hooks/gitlab/lab", push));
        await AcceptedAsync(await server.PostAsync("/api/hooks/gitlab/lab", push, ("X-Gitlab-Token", Hooks.Secret), ("Idempotency-Key", "1")));
        Assert.Equal("push to main of group/sub/shop", (string)(await server.EventAsync("lab"))["summary"]!);
        await AcceptedAsync(await server.PostAsync("/api/hooks/gitlab/lab", tag, ("X-Gitlab-Token", Hooks.Secret), ("Idempotency-Key", "2")));
        Assert.Equal("tag v1 of group/sub/shop", (string)(await server.EventAsync("lab", 2))["summary"]!);
        await AcceptedAsync(await server.PostAsync("/api/hooks/gitlab/lab", request, ("X-Gitlab-Token", Hooks.Secret), ("Idempotency-Key", "3")));
        Assert.Equal("merge request 3 of group/sub/shop", (string)(await server.EventAsync("lab", 3))["summary"]!);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/api/hooks/gitlab/lab", push, ("X-Gitlab-Token", Hooks.Secret), ("Idempotency-Key", "1"))).StatusCode);
    }

    private static async Task<JsonObject> AcceptedAsync(HttpResponseMessage response)
    {
        var status = response.StatusCode;
        var answer = await Expect.SuccessAsync(response);
        Assert.Equal(HttpStatusCode.Accepted, status);
        return answer;
    }
}

public sealed class EmbeddedGitHookTests(EmbeddedServer server) : GitHookTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedGitHookTests(HostedServer server) : GitHookTests(server), IClassFixture<HostedServer>;
