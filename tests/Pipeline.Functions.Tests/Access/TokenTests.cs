using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Access;

public abstract class TokenTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_shown_once_and_works_until_it_is_revoked()
    {
        using var ann = await server.SubjectAsync("ann", "default", "viewer");
        var created = await Expect.SuccessAsync(await ann.PostAsJsonAsync("/api/tokens", new JsonObject { ["name"] = "laptop", ["expiresIn"] = "30d" }, Cancellation));
        var secret = (string)created["token"]!;
        Assert.StartsWith("pl_", secret, StringComparison.Ordinal);

        using var laptop = server.Client(secret);
        var me = await Expect.SuccessAsync(await laptop.GetAsync("/api/me", Cancellation));
        Assert.Equal("ann", (string)me["subject"]!);
        Assert.Equal("viewer", (string)me["roles"]!["default"]![0]!);

        var list = await ann.GetStringAsync("/api/tokens", Cancellation);
        Assert.Contains((string)created["id"]!, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);

        await Expect.SuccessAsync(await laptop.DeleteAsync($"/api/tokens/{created["id"]}", Cancellation));
        var problem = await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await laptop.GetAsync("/api/me", Cancellation));
        Assert.Equal("urn:pipeline:problem:unauthenticated", (string)problem["type"]!);
    }

    [Fact]
    public async Task Only_an_administrator_makes_and_sees_the_tokens_of_others()
    {
        using var bob = await server.SubjectAsync("bob", "default", "editor");
        var body = new JsonObject { ["name"] = "stolen", ["subject"] = "admin" };
        var problem = await Expect.ProblemAsync(HttpStatusCode.Forbidden, await bob.PostAsJsonAsync("/api/tokens", body, Cancellation));
        Assert.Contains("admin", (string)problem["detail"]!, StringComparison.Ordinal);
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await bob.GetAsync("/api/tokens?subject=*", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await bob.DeleteAsync("/api/tokens/preset?subject=admin", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await bob.DeleteAsync("/api/tokens/preset", Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer pl_unknown")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task Without_a_known_token_nothing_is_answered(string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header);
        var response = await server.Nobody.SendAsync(request, Cancellation);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, response);
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"expiresIn\":\"soon\"}", "expiresIn")]
    [InlineData("{\"name\":\"x\",\"subject\":\"Ann Smith\"}", "subject")]
    [InlineData("{\"name\":\"\"}", "name")]
    [InlineData("{\"name\":1}", "name")]
    [InlineData("{\"name\":\"x\",\"nmae\":\"y\"}", "nmae")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\"}", "name")]
    [InlineData("{\"name\":\"\\ud800\"}", "name")]
    [InlineData("{}", "")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.PostAsync("/api/tokens", content, Cancellation));
        Assert.Equal(field, (string)problem["errors"]![0]!["path"]!);
    }
}

public sealed class EmbeddedTokenTests(EmbeddedServer server) : TokenTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedTokenTests(HostedServer server) : TokenTests(server), IClassFixture<HostedServer>;
