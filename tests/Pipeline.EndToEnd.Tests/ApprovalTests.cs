using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>People decide: over HTTP and through links.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Document = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: release, application: shop }
        spec:
          stages:
            - { id: sign-off, type: feature.approval, with: { instructions: "Release it?" } }
        """;

    private readonly TemporaryFolder _folder = new();
    private ServerProcess _server = null!;
    private Api _admin = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.Path, CancellationToken);
        _admin = _server.Client();
        await _admin.DoAsync(HttpMethod.Put, "/api/applications/shop", new JsonObject(), CancellationToken);
        await _admin.ApplyAsync("release", Document, CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_approver_made_over_HTTP_approves_and_a_viewer_may_not()
    {
        using var ann = _server.Client(await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken));
        using var vic = _server.Client(await _admin.AddMemberAsync("shop", "vic", "viewer", CancellationToken));
        var run = await StartAsync();

        var (refused, _) = await JudgeAsync(vic, run, "continue");
        var (taken, _) = await JudgeAsync(ann, run, "continue");

        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Equal(HttpStatusCode.OK, taken);
        Assert.Equal("SUCCEEDED", (await _admin.WaitForEndAsync(run, CancellationToken)).Status());
    }

    [Fact]
    public async Task A_second_decision_is_refused_and_names_the_first()
    {
        using var ann = _server.Client(await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken));
        using var bob = _server.Client(await _admin.AddMemberAsync("shop", "bob", "approver", CancellationToken));
        var run = await StartAsync();

        await JudgeAsync(ann, run, "continue");
        var (status, problem) = await JudgeAsync(bob, run, "stop");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("ann", problem["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_press_at_once_one_decision_is_recorded()
    {
        using var ann = _server.Client(await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken));
        var run = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(press => JudgeAsync(ann, run, press % 2 == 0 ? "continue" : "stop")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
    }

    [Fact]
    public async Task A_link_decides_as_its_recipient_once_and_looking_at_it_decides_nothing()
    {
        await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken);
        var run = await StartAsync();
        var link = await LinkAsync(run, "ann");
        using var browser = new HttpClient();

        var looked = await browser.GetStringAsync(link, CancellationToken);
        Assert.Contains("Release it?", looked, StringComparison.Ordinal);
        Assert.Equal("RUNNING", (await _admin.GetAsync($"/api/runs/{run}", CancellationToken)).Stage("sign-off").Status());

        using var decided = await PostAsync(browser, link, "continue");
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        var ended = await _admin.WaitForEndAsync(run, CancellationToken);
        Assert.Equal("ann", ended.Stage("sign-off")["outputs"]!["decidedBy"]!.ToString());

        using var again = await PostAsync(browser, link, "stop");
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Contains("ann", await again.Content.ReadAsStringAsync(CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_and_revoked_links_say_so()
    {
        await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken);
        var run = await StartAsync();
        var issued = await _admin.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/sign-off/links", new JsonObject { ["subject"] = "ann" }, CancellationToken);
        var link = issued["url"]!.ToString();
        using var browser = new HttpClient();

        using var forged = await browser.GetAsync(link[..^4] + "AAAA", CancellationToken);
        await _admin.DoAsync(HttpMethod.Delete, $"/api/runs/{run}/stages/sign-off/links/{issued["id"]}", cancellationToken: CancellationToken);
        using var revoked = await PostAsync(browser, link, "continue");

        Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, revoked.StatusCode);
        Assert.Equal("RUNNING", (await _admin.GetAsync($"/api/runs/{run}", CancellationToken)).Stage("sign-off").Status());
    }

    [Fact]
    public async Task The_page_speaks_Korean_to_who_reads_Korean()
    {
        await _admin.AddMemberAsync("shop", "ann", "approver", CancellationToken);
        var link = await LinkAsync(await StartAsync(), "ann");
        using var browser = new HttpClient();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ko-KR,ko;q=0.9,en;q=0.5");

        Assert.Contains("실행 중지", WebUtility.HtmlDecode(await browser.GetStringAsync(link, CancellationToken)), StringComparison.Ordinal);
    }

    private async Task<string> StartAsync()
    {
        var run = await _admin.StartAsync("release", CancellationToken);
        await _admin.WaitForRunAsync(run, now => now.Stage("sign-off").Waits(), CancellationToken);
        return run;
    }

    private async Task<Uri> LinkAsync(string run, string subject)
    {
        var issued = await _admin.DoAsync(HttpMethod.Post, $"/api/runs/{run}/stages/sign-off/links", new JsonObject { ["subject"] = subject }, CancellationToken);
        return new Uri(issued["url"]!.ToString());
    }

    private static Task<(HttpStatusCode Status, JsonNode Body)> JudgeAsync(Api api, string run, string decision) =>
        api.SendAsync(HttpMethod.Post, $"/api/runs/{run}/stages/sign-off/judge", new JsonObject { ["decision"] = decision }, cancellationToken: CancellationToken);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string link, string decision)
    {
        using var form = new FormUrlEncodedContent([new("decision", decision)]);
        return await browser.PostAsync(link, form, CancellationToken);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, Uri link, string decision) => PostAsync(browser, link.AbsoluteUri, decision);
}
