using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Functions.Tests.Runs;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Settings;

public abstract class ChartRepositoryTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_are_tried_and_tell_their_charts_and_versions_and_never_the_password()
    {
        await using var charts = await EveryChart.StartAsync(server.Admin, "offered", Cancellation);

        Assert.Equal("The repository answers; it has 1 charts.", (string?)(await TestAsync("offered-charts"))["message"]);
        Assert.Equal(["hello"], await ChoicesAsync("charts"));
        Assert.Equal(["1.0.0"], await ChoicesAsync("versions?chart=hello"));
        Assert.DoesNotContain(
            ChartServer.Password, await server.Admin.GetStringAsync("/api/settings/chart-repositories/offered-charts", Cancellation), StringComparison.Ordinal);
        using var without = await server.Admin.GetAsync("/api/settings/chart-repositories/offered-charts/choices/versions", Cancellation);
        Assert.Contains("add ?chart=", await without.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"url":"ftp://charts.example.com"}""", "oci://registry.example.com/charts")]
    [InlineData("""{"url":"https://a:b@charts.example.com"}""", "without user and query")]
    [InlineData("""{"url":"https://charts.example.com","plainHttp":true}""", "for OCI registries alone")]
    [InlineData("""{"url":"https://charts.example.com","password":"a-password"}""", "needs the user")]
    public async Task A_setting_that_cannot_work_says_what_to_write(string with, string expected)
    {
        using var refused = await server.Admin.PutAsync("/api/settings/chart-repositories/wrong", Documents.Json($$"""{"with":{{with}}}"""), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(expected, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("direct", "chartRepository: used-direct, chart: hello, name: hello")]
    [InlineData("listed", "artifact: chart, name: hello, dependencyRepositories: [other, used-listed]")]
    public async Task A_setting_that_a_bake_names_stays_as_long_as_it_does(string name, string with)
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/settings/chart-repositories/used-{name}", Documents.Json("""{"with":{"url":"https://charts.example.com"}}"""), Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync(
            $"/api/pipelines/bakes-{name}",
            Documents.Yaml($$"""
                apiVersion: pipeline/v1
                kind: Pipeline
                metadata: { name: bakes-{{name}} }
                spec: { stages: [ { id: bake, type: build.bake-manifest, with: { {{with}} } } ] }
                """),
            Cancellation));

        using var refused = await server.Admin.DeleteAsync($"/api/settings/chart-repositories/used-{name}", Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task A_source_repository_that_a_values_file_is_read_from_stays_too()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/source-repositories/values-of-bake", Documents.Json("""{"with":{"host":"github"}}"""), Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync(
            "/api/pipelines/bakes-values",
            Documents.Yaml("""
                apiVersion: pipeline/v1
                kind: Pipeline
                metadata: { name: bakes-values }
                spec:
                  stages:
                    - id: bake
                      type: build.bake-manifest
                      with: { artifact: chart, name: hello, overrides: [{ file: { source: values-of-bake, repository: team/shop, path: values.yaml } }] }
                """),
            Cancellation));

        using var refused = await server.Admin.DeleteAsync("/api/settings/source-repositories/values-of-bake", Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    private async Task<JsonNode> TestAsync(string name)
    {
        using var answer = await server.Admin.PostAsync($"/api/settings/chart-repositories/{name}/test", null, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
    }

    private async Task<IEnumerable<string>> ChoicesAsync(string what)
    {
        var answer = await server.Admin.GetFromJsonAsync<JsonNode>($"/api/settings/chart-repositories/offered-charts/choices/{what}", Cancellation);
        return [.. answer!["items"]!.AsArray().Select(static choice => (string)choice!)];
    }
}

public sealed class EmbeddedChartRepositoryTests(EmbeddedServer server) : ChartRepositoryTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedChartRepositoryTests(HostedServer server) : ChartRepositoryTests(server), IClassFixture<HostedServer>;
