using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Pages;

public abstract class PageTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_signs_in_once_and_reads()
    {
        var ask = await server.Nobody.GetAsync("/", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, ask.StatusCode);
        Assert.Contains("action=\"/sign-in\"", await ask.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        var signedIn = await SignInAsync(RunningServer.AdminToken, "/runs/x", "same-origin");
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.Equal("/runs/x", signedIn.Headers.Location?.OriginalString);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        var token = cookie.Split(';')[0];
        var page = await SendAsync(HttpMethod.Get, "/", token);
        Assert.Contains("Signed in as admin", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        // The cookie reads, and changes nothing.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/api/me", token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Delete, "/api/tokens/x", token)).StatusCode);
    }

    [Fact]
    public async Task A_foreign_page_cannot_sign_a_browser_in()
    {
        var foreign = await SignInAsync(RunningServer.AdminToken, "/", "cross-site");
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.False(foreign.Headers.Contains("Set-Cookie"));
        Assert.Equal("/", (await SignInAsync(RunningServer.AdminToken, "//evil.example", "same-origin")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync("wrong", "/", "same-origin")).StatusCode);
    }

    [Fact]
    public async Task A_run_is_shown_with_its_texts_encoded()
    {
        var document = Documents.Approval("shown").Replace("id: sign-off,", "id: sign-off, name: \"<script>alert(1)</script>\",", StringComparison.Ordinal);
        var id = await server.StartAsync("shown", document);
        await server.RunAsync(id, run => run.Stage("sign-off")["waitingFor"] is not null);
        var page = await server.Admin.GetStringAsync($"/runs/{id}", Cancellation);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page, StringComparison.Ordinal);
        Assert.Contains("Release 1?", page, StringComparison.Ordinal);

        using var other = await server.SubjectAsync("lea", "lab", "viewer");
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync($"/runs/{id}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetAsync("/runs/none", Cancellation)).StatusCode);
    }

    private async Task<HttpResponseMessage> SignInAsync(string token, string goOnTo, string site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["return"] = goOnTo });
        return await server.Nobody.SendAsync(request, Cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string cookie)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return await server.Nobody.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedPageTests(EmbeddedServer server) : PageTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedPageTests(HostedServer server) : PageTests(server), IClassFixture<HostedServer>;
