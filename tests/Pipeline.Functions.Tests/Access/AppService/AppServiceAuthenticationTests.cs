using System.Net;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Access.AppService;

public sealed class AppServiceAuthenticationTests
{
    private const string On = "WEBSITE_AUTH_ENABLED=True";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Functions", "WEBSITE_AUTH_ENABLED=True", HttpStatusCode.OK)]
    [InlineData("Functions", "WEBSITE_AUTH_ENABLED=true", HttpStatusCode.OK)]
    [InlineData("Functions", "WEBSITE_AUTH_ENABLED=False", HttpStatusCode.Unauthorized)]
    [InlineData("Functions", "WEBSITE_AUTH_ENABLED=", HttpStatusCode.Unauthorized)]
    [InlineData("Functions", "WEBSITE_AUTH_ENABLED=1", HttpStatusCode.Unauthorized)]
    [InlineData("Functions", "OTHER=True", HttpStatusCode.Unauthorized)]
    [InlineData("Embedded", "WEBSITE_AUTH_ENABLED=True", HttpStatusCode.Unauthorized)]
    public async Task The_header_counts_only_where_the_platform_authenticates(string mode, string setting, HttpStatusCode expected)
    {
        await using var server = await FunctionAppServer.StartAsync(Enum.Parse<HostingMode>(mode), adminToken: null, setting);
        using var answer = await server.SendAsync(HttpMethod.Get, "/api/me", null, As("ann@example.com", "Pipeline.Viewer"));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_principal_is_a_subject_with_the_roles_of_its_app_roles_and_memberships()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, RunningServer.AdminToken, On);
        await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Put, "/api/applications/shop", null, Bearer));
        await Expect.SuccessAsync(await server.SendAsync(
            HttpMethod.Put, "/api/applications/shop/members/ann@example.com", Documents.Json("""{"roles":["approver"]}"""), Bearer));

        var me = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Get, "/api/me", null, As("Ann@Example.com", "Pipeline.Viewer", "Pipeline.Editor")));

        Assert.Equal("ann@example.com", (string?)me["subject"]);
        Assert.Equal("""{"*":["viewer","editor"],"shop":["approver"]}""", me["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task A_principal_without_a_role_is_refused_by_name_and_told_the_roles()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null, On);
        string[] senders = [As("ann@example.com"), As("ann@example.com", "Other.Admin"), Header(Principals.Header("github", ("preferred_username", "ann@example.com"), ("roles", "Pipeline.Admin")))];
        foreach (var sender in senders)
        {
            var problem = await Expect.ProblemAsync(HttpStatusCode.Forbidden, await server.SendAsync(HttpMethod.Get, "/api/me", null, sender));
            foreach (var named in new[] { "ann@example.com", "Pipeline.Admin", "Pipeline.Editor", "Pipeline.Approver", "Pipeline.Viewer" })
                Assert.Contains(named, (string)problem["detail"]!, StringComparison.Ordinal);
        }

        using var page = await server.SendAsync(HttpMethod.Get, "/", null, As("ann@example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Pipeline.Viewer", html, StringComparison.Ordinal);
        Assert.Contains("/.auth/logout", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_not_understood_is_nobody()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null, On);
        string[] headers = ["%%%", "aad", Principals.Encode("[]"), Principals.Encode("{"), Principals.Header("aad", ("roles", "Pipeline.Admin")), Convert.ToBase64String([0xFF, 0xFE, 0x00])];
        foreach (var header in headers)
            await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.SendAsync(HttpMethod.Get, "/api/me", null, Header(header)));

        // Two of them: one came from outside.
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.SendAsync(
            HttpMethod.Get, "/api/me", null, As("ann@example.com", "Pipeline.Admin"), As("bob@example.com", "Pipeline.Admin")));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-origin", true)]
    [InlineData("Sec-Fetch-Site: cross-site", false)]
    [InlineData("Sec-Fetch-Site: same-site", false)]
    [InlineData("Origin: https://pipeline.example.com", true)]
    [InlineData("Origin: https://evil.example", false)]
    [InlineData("Origin: null", false)]
    [InlineData("Sec-Fetch-Site: none", true)]
    [InlineData("Accept: */*", true)]
    [InlineData("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl", true)]
    public async Task A_browsers_sign_in_changes_things_from_our_own_pages_only(string header, bool allowed)
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null, On, "PIPELINE_PUBLIC_URL=https://pipeline.example.com");
        using var answer = await server.SendAsync(HttpMethod.Put, "/api/applications/shop", null, As("ann@example.com", "Pipeline.Admin"), header);
        Assert.Equal(allowed ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.StatusCode);

        // Reading is not asked where it comes from: no foreign page can see the answer.
        using var read = await server.SendAsync(HttpMethod.Get, "/api/me", null, As("ann@example.com", "Pipeline.Admin"), header);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_token_of_ours_goes_before_the_sign_in_and_a_revoked_one_is_not_replaced_by_it()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, RunningServer.AdminToken, On);
        var me = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Get, "/api/me", null, As("ann@example.com", "Pipeline.Viewer"), Bearer));
        Assert.Equal("admin", (string?)me["subject"]);
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.SendAsync(
            HttpMethod.Get, "/api/me", null, As("ann@example.com", "Pipeline.Viewer"), "Authorization: Bearer pl_revoked"));
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.SendAsync(HttpMethod.Get, "/api/me", null, "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"));
    }

    [Fact]
    public async Task What_a_principal_does_is_recorded_under_its_name()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null, On);
        string[] ann = [As("Ann@Example.com", "Pipeline.Editor"), "Sec-Fetch-Site: same-origin"];
        var secret = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Put, "/api/settings/secrets/password", Documents.Json("""{"value":"hunter2"}"""), ann));
        Assert.Equal("ann@example.com", (string?)secret["updatedBy"]);

        // A token of its own has the roles that members hold, none of the directory's.
        var token = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Post, "/api/tokens", Documents.Json("""{"name":"mine"}"""), ann));
        Assert.Equal("ann@example.com", (string?)token["subject"]);
        var me = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Get, "/api/me", null, $"Authorization: Bearer {(string)token["token"]!}"));
        Assert.Empty(me["roles"]!.AsObject());
    }

    [Fact]
    public async Task Nobody_takes_a_local_subject_over_by_being_called_like_it()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, RunningServer.AdminToken, On);
        var impostor = Header(Principals.Header("aad", ("preferred_username", "admin"), (Principals.NameType, "admin"), ("oid", "5b5450db-eb26-4c1a-981c-ba1d25f0483d"), ("roles", "Pipeline.Viewer")));
        var me = await Expect.SuccessAsync(await server.SendAsync(HttpMethod.Get, "/api/me", null, impostor));
        Assert.Equal("5b5450db-eb26-4c1a-981c-ba1d25f0483d", (string?)me["subject"]);
        Assert.Equal("""{"*":["viewer"]}""", me["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task Pages_lead_to_the_platforms_sign_in_and_out()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null, On);
        Assert.Contains("/.auth/login/aad?post_login_redirect_uri=%2Fruns%2Fx", await ReadAsync(server, "/runs/x", HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("/.auth/login/aad?post_login_redirect_uri=%2F", await ReadAsync(server, "/sign-in", HttpStatusCode.OK), StringComparison.Ordinal);

        var page = await ReadAsync(server, "/", HttpStatusCode.OK, As("ann@example.com", "Pipeline.Viewer"));
        Assert.Contains("Signed in as ann@example.com", page, StringComparison.Ordinal);
        Assert.Contains("/.auth/logout?post_logout_redirect_uri=%2Fsign-in", page, StringComparison.Ordinal);

        await using var without = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null);
        Assert.DoesNotContain(".auth", await ReadAsync(without, "/sign-in", HttpStatusCode.OK), StringComparison.Ordinal);
    }

    private const string Bearer = "Authorization: Bearer " + RunningServer.AdminToken;

    private static string As(string name, params string[] roles) => Header(Principals.EntraId(name, roles));

    private static string Header(string value) => "X-MS-CLIENT-PRINCIPAL: " + value;

    private static async Task<string> ReadAsync(FunctionAppServer server, string path, HttpStatusCode status, params string[] headers)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, path, null, headers);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
