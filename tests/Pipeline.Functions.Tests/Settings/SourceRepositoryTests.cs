using System.Net;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Functions.Tests.Runs;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Settings;

public abstract class SourceRepositoryTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_are_tried_and_tell_what_their_servers_offer()
    {
        await using var sources = await EverySource.StartAsync(server.Admin, "offered", Cancellation);
        sources.GitHub.Find("team/shop", sources.GitHub.Tokens.Single())!.Commit("feature/x", "More", ("b", "2"));
        sources.GitLab.Find("team/shop", sources.GitLab.Tokens.Single())!.Tags["v1"] = sources.Commits["source-gitlab"];

        Assert.Equal((true, true), (await TestAsync("offered-github") is (true, var hub) && hub.Contains("lets 'ada' in", StringComparison.Ordinal), (await TestAsync("offered-gitlab")).Ok));
        Assert.Contains("the address itself is no repository", (await TestAsync("offered-git")).Message, StringComparison.Ordinal);
        Assert.Equal(["team/shop"], await ChoicesAsync("offered-github", "repositories"));
        Assert.Equal(["team/shop"], await ChoicesAsync("offered-gitlab", "repositories"));
        Assert.Equal(["feature/x", "main"], await ChoicesAsync("offered-github", "branches?repository=team/shop"));
        Assert.Equal(["feature/x"], await ChoicesAsync("offered-github", "branches?repository=team/shop&q=FEAT"));
        Assert.Equal(["v1"], await ChoicesAsync("offered-gitlab", "tags?repository=team/shop"));
        Assert.Equal(["main"], await ChoicesAsync("offered-git", "branches?repository=shop.git"));
    }

    [Fact]
    public async Task What_goes_wrong_is_told_without_the_token()
    {
        await using var sources = await EverySource.StartAsync(server.Admin, "wrong", Cancellation);
        await Expect.SuccessAsync(await server.Admin.PutAsync(
            "/api/settings/source-repositories/wrong-github",
            Documents.Json($$"""{"with":{"host":"github","url":"{{sources.GitHub.Url}}","token":"not-the-token"} }"""),
            Cancellation));

        var (ok, message) = await TestAsync("wrong-github");

        Assert.False(ok);
        Assert.Contains("does not accept the token", message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", message, StringComparison.Ordinal);
        await UnreachableAsync("wrong-gitlab", "branches", "add ?repository=");
        await UnreachableAsync("wrong-gitlab", "branches?repository=team/other", "team/other");
        await UnreachableAsync("wrong-git", "repositories", "does not list its repositories");
        await UnreachableAsync("wrong-git", "tags?repository=../x", "no path of a repository");
    }

    [Fact]
    public async Task A_setting_that_a_stage_names_stays_as_long_as_it_does()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/source-repositories/used", Documents.Json("""{"with":{"host":"github"}}"""), Cancellation));
        const string Document = """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: uses-a-source }
            spec: { stages: [ { id: source, type: source.github, with: { source: used, repository: team/shop } } ] }
            """;
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/uses-a-source", Documents.Yaml(Document), Cancellation));

        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/settings/source-repositories/used", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/uses-a-source", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/settings/source-repositories/used", Cancellation));
    }

    private async Task<(bool Ok, string Message)> TestAsync(string name)
    {
        var answer = await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/settings/source-repositories/{name}/test", null, Cancellation));
        return ((bool)answer["ok"]!, (string)answer["message"]!);
    }

    private async Task<IEnumerable<string>> ChoicesAsync(string name, string what)
    {
        var answer = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/settings/source-repositories/{name}/choices/{what}", Cancellation));
        return answer["items"]!.AsArray().Select(static choice => (string)choice!);
    }

    private async Task UnreachableAsync(string name, string what, string detail)
    {
        var problem = await Expect.ProblemAsync(
            HttpStatusCode.BadGateway, await server.Admin.GetAsync($"/api/settings/source-repositories/{name}/choices/{what}", Cancellation));
        Assert.Contains(detail, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHttpServer.Password, problem.ToJsonString(), StringComparison.Ordinal);
    }
}

public sealed class EmbeddedSourceRepositoryTests(EmbeddedServer server) : SourceRepositoryTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedSourceRepositoryTests(HostedServer server) : SourceRepositoryTests(server), IClassFixture<HostedServer>;
