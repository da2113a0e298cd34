using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Storage;

namespace Pipeline.Functions.Tests.Settings;

public abstract class SettingTests(RunningServer server)
{
    private const string Token = "ghp_nobody-may-read-this";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kinds_tell_their_schemas_and_which_fields_are_write_only()
    {
        var kinds = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/settings", Cancellation));

        var sources = kinds["items"]!.AsArray().Single(kind => (string)kind!["kind"]! == "source-repositories")!;
        Assert.True((bool)sources["schema"]!["properties"]!["token"]!["writeOnly"]!);
        Assert.Equal(["github", "gitlab", "git"], sources["schema"]!["properties"]!["host"]!["enum"]!.AsArray().Select(host => (string)host!));
        Assert.NotEmpty((string)sources["schema"]!["properties"]!["webhookSecret"]!["description"]!);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/settings") { Headers = { { "Accept-Language", "ko" } } };
        Assert.Contains("이미지 저장소", await (await server.Admin.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_kept_encrypted_never_shown_and_stay_when_a_change_leaves_them_out()
    {
        var created = await PutAsync("hub", $$"""{"with":{"host":"github","token":"{{Token}}","webhookSecret":"a-webhook-secret"},"description":"Ours."}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var answer = await Expect.SuccessAsync(created);
        Assert.Equal(["token", "webhookSecret"], answer["secrets"]!.AsArray().Select(name => (string)name!));
        Assert.DoesNotContain(Token, answer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, await server.Admin.GetStringAsync("/api/settings/source-repositories/hub", Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, await server.Admin.GetStringAsync("/api/settings/source-repositories", Cancellation), StringComparison.Ordinal);
        var row = await server.Services.GetRequiredService<IStorage>().Table("Settings").GetAsync("source-repositories", "hub", Cancellation);
        Assert.DoesNotContain(Token, Encoding.UTF8.GetString(row!.Value.Span), StringComparison.Ordinal);

        var changed = await Expect.SuccessAsync(await PutAsync("hub", """{"with":{"host":"github","webhookSecret":null}}"""));
        Assert.Equal((2, "token"), ((int)changed["version"]!, (string)changed["secrets"]!.AsArray().Single()!));
        var found = await FindAsync("default", "hub");
        Assert.Equal((SourceRepositoryHost.GitHub, Token, null), (found!.Host, found.Token, found.WebhookSecret));
    }

    [Theory]
    [InlineData("""{"with":{"host":"github","tokn":"x"}}""", "with.tokn", "Did you mean 'token'?")]
    [InlineData("""{"with":{}}""", "with.host", "missing")]
    [InlineData("""{"with":{"host":"gitlob"}}""", "with.host", "Did you mean 'gitlab'?")]
    [InlineData("""{"with":{"host":"git"}}""", "with.url", "https://git.example.com")]
    [InlineData("""{"with":{"host":"gitlab","url":"ftp://x"}}""", "with.url", "http or https")]
    [InlineData("""{"with":{"host":"gitlab","url":"https://user:password@x"}}""", "with.url", "without user")]
    [InlineData("""{"with":{"host":"github","webhookSecret":"short"}}""", "with.webhookSecret", "8 characters")]
    [InlineData("""{"with":{"host":"github","token":5}}""", "with.token", "text")]
    [InlineData("""{"with":{"host":"github"},"application":"nowhere"}""", "application", "no application")]
    [InlineData("""{"with":{"host":"github"},"aplication":"x"}""", "aplication", "")]
    public async Task What_is_wrong_is_named_with_its_field_and_changes_nothing(string body, string field, string message)
    {
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await PutAsync("wrong", body));

        var fault = problem["errors"]!.AsArray().First()!;
        Assert.Equal(field, (string)fault["path"]!);
        Assert.Contains(message, (string)fault["message"]!, StringComparison.Ordinal);
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/settings/source-repositories/wrong", Cancellation));
    }

    [Theory]
    [InlineData("Bad_Name", HttpStatusCode.BadRequest)]
    [InlineData("-x", HttpStatusCode.BadRequest)]
    public async Task A_name_that_cannot_be_an_address_is_refused(string name, HttpStatusCode status) =>
        await Expect.ProblemAsync(status, await PutAsync(name, """{"with":{"host":"github"}}"""));

    [Fact]
    public async Task A_kind_that_is_not_there_is_named_with_those_that_are()
    {
        var problem = await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/settings/source-repository", Cancellation));

        Assert.Contains("source-repositories", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_leads_the_secrets_elsewhere_has_to_know_them()
    {
        await Expect.SuccessAsync(await PutAsync("lab", $$"""{"with":{"host":"gitlab","url":"https://gitlab.example.com","token":"{{Token}}"} }"""));

        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await PutAsync("lab", """{"with":{"host":"gitlab","url":"https://evil.example.com"}}"""));
        Assert.Contains("'token'", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(new Uri("https://gitlab.example.com"), (await FindAsync("default", "lab"))!.Url);

        await Expect.SuccessAsync(await PutAsync("lab", """{"with":{"host":"gitlab","url":"https://gitlab.example.org","token":"another-token","webhookSecret":null}}"""));
    }

    [Fact]
    public async Task A_setting_of_an_application_is_for_its_pipelines_and_its_people_only()
    {
        using var ivy = await server.SubjectAsync("ivy", "island", "editor");
        using var jim = await server.SubjectAsync("jim", "jungle", "editor");
        await Expect.SuccessAsync(await PutAsync("own", $$"""{"with":{"host":"github","token":"{{Token}}"},"application":"island"}""", ivy));

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await jim.GetAsync("/api/settings/source-repositories/own", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await jim.PostAsync("/api/settings/source-repositories/own/test", null, Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await PutAsync("own", """{"with":{"host":"github"},"application":"jungle"}""", jim));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await PutAsync("for-all", """{"with":{"host":"github"}}""", ivy));
        Assert.DoesNotContain("\"own\"", await jim.GetStringAsync("/api/settings/source-repositories", Cancellation), StringComparison.Ordinal);
        Assert.Null(await FindAsync("jungle", "own"));
        Assert.NotNull(await FindAsync("island", "own"));
    }

    [Fact]
    public async Task Who_changed_a_setting_is_in_the_audit_log_without_its_secrets()
    {
        await Expect.SuccessAsync(await PutAsync("audited", $$"""{"with":{"host":"github","token":"{{Token}}"} }"""));
        await Expect.SuccessAsync(await PutAsync("audited", """{"with":{"host":"github"}}"""));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/settings/source-repositories/audited", Cancellation));

        var log = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/audit?subject=source-repositories/audited", Cancellation));
        Assert.Equal(["setting.delete", "setting.put", "setting.put"], log["items"]!.AsArray().Select(entry => (string)entry!["action"]!));
        Assert.DoesNotContain(Token, log.ToJsonString(), StringComparison.Ordinal);
        var first = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/audit?subject=source-repositories/audited&take=2", Cancellation));
        var rest = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/audit?subject=source-repositories/audited&after={first["after"]}", Cancellation));
        Assert.Equal("version 1", (string)rest["items"]!.AsArray().Single()!["detail"]!);
    }

    [Fact]
    public async Task What_has_nothing_to_connect_to_says_so()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync(
            "/api/settings/security/nhn", Documents.Json("""{"with":{"accessKey":"key","secretKey":"a-secret-key"}}"""), Cancellation));

        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PostAsync("/api/settings/security/nhn/test", null, Cancellation));
    }

    [Fact]
    public async Task Changes_of_others_are_guarded_by_entity_tags()
    {
        var created = await PutAsync("tagged", """{"with":{"host":"github"}}""");
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/settings/source-repositories/tagged") { Content = Documents.Json("""{"with":{"host":"gitlab"}}""") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");

        Assert.Equal("\"1\"", created.Headers.ETag!.Tag);
        await Expect.ProblemAsync(HttpStatusCode.PreconditionFailed, await server.Admin.SendAsync(stale, Cancellation));
    }

    private Task<HttpResponseMessage> PutAsync(string name, string body, HttpClient? client = null) =>
        (client ?? server.Admin).PutAsync($"/api/settings/source-repositories/{name}", Documents.Json(body), Cancellation);

    private async Task<SourceRepository?> FindAsync(string application, string name) => await server.Services.GetRequiredService<ISettings>().FindAsync(
        application,
        SourceRepository.KindName,
        name,
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<SourceRepository>)SourceRepository.Kind.Input,
        Cancellation);
}

public sealed class EmbeddedSettingTests(EmbeddedServer server) : SettingTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedSettingTests(HostedServer server) : SettingTests(server), IClassFixture<HostedServer>;
