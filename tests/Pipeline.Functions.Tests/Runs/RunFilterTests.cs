using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

public abstract class RunFilterTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_narrowed_by_time_trigger_starter_and_parameters()
    {
        using var leo = await server.SubjectAsync("leo", "default", "editor");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/sifted", Documents.Yaml(Documents.Approval("sifted")), Cancellation));
        var first = await StartAsync(server.Admin, """{"parameters":{"version":"7","password":"open-sesame"}}""");
        var second = await StartAsync(leo, """{"parameters":{"version":"8"}}""");
        var created = (string)(await server.RunAsync(second, run => run["startedAt"] is not null))["createdAt"]!;
        var since = Uri.EscapeDataString(created);

        Assert.Equal([second, first], await ListAsync("trigger=manual"));
        Assert.Empty(await ListAsync("trigger=schedule"));
        Assert.Equal([second], await ListAsync("startedBy=leo"));
        Assert.Equal([first], await ListAsync("parameter=version:7"));
        Assert.Empty(await ListAsync("parameter=version:7&parameter=version:8"));
        Assert.Equal([second], await ListAsync($"from={since}"));
        Assert.Equal([first], await ListAsync($"to={since}"));
        Assert.Empty(await ListAsync($"from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z"));
        Assert.Empty(await ListAsync("from=2100-01-01T00:00:00Z"));
        Assert.Equal([second, first], await ListAsync("from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00%2B09:00"));
    }

    [Fact]
    public async Task A_secret_parameter_cannot_be_guessed_by_filtering()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/guessed", Documents.Yaml(Documents.Approval("guessed")), Cancellation));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/guessed/runs");
        request.Content = Documents.Json("""{"parameters":{"password":"open-sesame"}}""");
        await Expect.SuccessAsync(await server.Admin.SendAsync(request, Cancellation));

        var guessed = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=guessed&parameter=password:open-sesame", Cancellation));

        Assert.Empty(guessed["items"]!.AsArray());
    }

    [Theory]
    [InlineData("from=yesterday", "from", "2026-03-31T09:15:00Z")]
    [InlineData("from=2026-03-31", "from", "2026-03-31T09:15:00Z")]
    [InlineData("to=2026-03-31T09:15:00", "to", "offset")]
    [InlineData("from=2026-03-31T09:15:00Z&to=2026-03-31T09:15:00Z", "to", "not later than 'from'")]
    [InlineData("trigger=By%20hand", "trigger", "manual")]
    [InlineData("startedBy=", "startedBy", "Write")]
    [InlineData("parameter=version", "parameter", "name:value")]
    [InlineData("parameter=:7", "parameter", "name:value")]
    [InlineData("status=OVER", "status", "SUCCEEDED")]
    public async Task A_filter_that_cannot_be_read_is_refused_by_its_name(string query, string field, string fix)
    {
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.GetAsync($"/api/runs?{query}", Cancellation));

        Assert.Equal(field, (string)problem["errors"]![0]!["path"]!);
        Assert.Contains(fix, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(HttpClient client, string body) =>
        (string)(await Expect.SuccessAsync(await client.PostAsync("/api/pipelines/sifted/runs", Documents.Json(body), Cancellation)))["id"]!;

    private async Task<string[]> ListAsync(string query)
    {
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs?pipeline=sifted&{query}", Cancellation));
        return [.. list["items"]!.AsArray().Select(run => (string)run!["id"]!)];
    }
}

public sealed class EmbeddedRunFilterTests(EmbeddedServer server) : RunFilterTests(server), IClassFixture<EmbeddedServer>;
