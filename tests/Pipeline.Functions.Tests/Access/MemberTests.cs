using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Access;

public abstract class MemberTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_of_an_application_gives_roles_there_and_nowhere_else()
    {
        using var carol = await server.SubjectAsync("carol", "shop", "admin");
        await server.SubjectAsync("dave", "bank", "viewer");

        await Expect.SuccessAsync(await carol.PutAsJsonAsync("/api/applications/shop/members/erin", Roles("approver", "viewer"), Cancellation));
        var members = await Expect.SuccessAsync(await carol.GetAsync("/api/applications/shop/members", Cancellation));
        Assert.Equal(["carol", "erin"], members["items"]!.AsArray().Select(member => (string)member!["subject"]!));

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await carol.PutAsJsonAsync("/api/applications/bank/members/carol", Roles("admin"), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await carol.PutAsJsonAsync("/api/applications/*/members/carol", Roles("admin"), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await carol.PutAsync("/api/applications/new", null, Cancellation));
        var applications = await Expect.SuccessAsync(await carol.GetAsync("/api/applications", Cancellation));
        Assert.Equal(["shop"], applications["items"]!.AsArray().Select(application => (string)application!["name"]!));
    }

    [Fact]
    public async Task The_last_administrator_of_every_application_stays()
    {
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/applications/*/members/admin", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PutAsJsonAsync("/api/applications/*/members/admin", Roles("viewer"), Cancellation));
    }

    [Fact]
    public async Task An_application_with_members_is_not_removed()
    {
        await server.SubjectAsync("frank", "zoo", "viewer");
        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/applications/zoo", Cancellation));
        Assert.Contains("frank", (string)problem["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/applications/zoo/members/frank", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/applications/zoo", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync("/api/applications/zoo", Cancellation));
    }

    [Fact]
    public async Task An_application_with_pipelines_is_not_removed()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/aquarium", null, Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/feed", Documents.Yaml(Documents.LongWait("feed", "aquarium")), Cancellation));
        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/applications/aquarium", Cancellation));
        Assert.Contains("feed", (string)problem["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/feed", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/applications/aquarium", Cancellation));
    }

    private static JsonObject Roles(params string[] roles) => new() { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]) };
}

public sealed class EmbeddedMemberTests(EmbeddedServer server) : MemberTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedMemberTests(HostedServer server) : MemberTests(server), IClassFixture<HostedServer>;
