using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Settings;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Storage;

namespace Pipeline.Functions.Tests.Settings;

public abstract class SecretTests(RunningServer server)
{
    private const string Value = "a-value-nobody-may-read";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_is_kept_encrypted_never_shown_and_found_by_runs()
    {
        var answer = await server.Admin.PutAsync("/api/settings/secrets/deploy-key", Documents.Json($$"""{"value":"{{Value}}","description":"For deployments."}"""), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.DoesNotContain(Value, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await server.Admin.GetStringAsync("/api/settings/secrets/deploy-key", Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await server.Admin.GetStringAsync("/api/settings/secrets", Cancellation), StringComparison.Ordinal);

        var row = await server.Services.GetRequiredService<IStorage>().Table("Settings").GetAsync("secrets", "deploy-key", Cancellation);
        Assert.DoesNotContain(Value, Encoding.UTF8.GetString(row!.Value.Span), StringComparison.Ordinal);
        Assert.Equal(Value, await server.Services.GetRequiredService<SecretStore>().FindAsync("default", "deploy-key", Cancellation));
    }

    [Fact]
    public async Task A_secret_of_an_application_is_for_its_runs_and_its_people_only()
    {
        using var gina = await server.SubjectAsync("gina", "garden", "editor");
        using var hank = await server.SubjectAsync("hank", "house", "editor");
        await Expect.SuccessAsync(await gina.PutAsync("/api/settings/secrets/gate", Documents.Json($$"""{"value":"{{Value}}","application":"garden"}"""), Cancellation));

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await hank.GetAsync("/api/settings/secrets/gate", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await hank.DeleteAsync("/api/settings/secrets/gate", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await hank.PutAsync("/api/settings/secrets/gate", Documents.Json("""{"value":"mine","application":"house"}"""), Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await gina.PutAsync("/api/settings/secrets/everywhere", Documents.Json("""{"value":"mine"}"""), Cancellation));

        var secrets = server.Services.GetRequiredService<SecretStore>();
        Assert.Null(await secrets.FindAsync("house", "gate", Cancellation));
        Assert.Equal(Value, await secrets.FindAsync("garden", "gate", Cancellation));
    }

    [Fact]
    public async Task A_secret_in_use_is_not_removed()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/secrets/used", Documents.Json("""{"value":"used-value"}"""), Cancellation));
        var document = Documents.Approval("user").Replace("Release ${parameters.version}", "Release ${ secrets['used'] }", StringComparison.Ordinal);
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/user", Documents.Yaml(document), Cancellation));
        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync("/api/settings/secrets/used", Cancellation));
        Assert.Contains("user", (string)problem["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/pipelines/user", Cancellation));
        await Expect.SuccessAsync(await server.Admin.DeleteAsync("/api/settings/secrets/used", Cancellation));
    }
}

public sealed class EmbeddedSecretTests(EmbeddedServer server) : SecretTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedSecretTests(HostedServer server) : SecretTests(server), IClassFixture<HostedServer>;
