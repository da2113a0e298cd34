using System.Net;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Events;

public sealed class RegistryHookTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Distribution = """
        {"events":[
          {"id":"e1","action":"pull","target":{"repository":"team/shop","tag":"1.0"}},
          {"id":"e2","action":"push","target":{"mediaType":"application/octet-stream","repository":"team/shop","digest":"sha256:b"}},
          {"id":"e3","action":"push","target":{"repository":"team/shop","tag":"1.1","digest":"sha256:d"},"actor":{"name":"ann"}}]}
        """;

    private const string GitHub = """{"action":"published","package":{"name":"shop","namespace":"Team","package_type":"CONTAINER","package_version":{"container_metadata":{"tag":{"name":"1.1","digest":"sha256:d"}}}},"sender":{"login":"ann"}}""";

    private const string OlderGitHub = """{"action":"published","registry_package":{"name":"shop","owner":{"login":"team"},"package_type":"container","package_version":{"container_metadata":{"tag":{"name":"1.1","digest":"sha256:d"}}}},"sender":{"login":"ann"}}""";

    private const string Harbor = """{"type":"PUSH_ARTIFACT","operator":"ann","event_data":{"resources":[{"digest":"sha256:d","tag":"1.1"}],"repository":{"repo_full_name":"team/shop"}}}""";

    private const string HarborCloudEvent = """{"specversion":"1.0","type":"harbor.artifact.pushed","operator":"ann","data":{"resources":[{"digest":"sha256:d","tag":"1.1"}],"repository":{"repo_full_name":"team/shop"}}}""";

    private const string DockerHub = """{"push_data":{"pushed_at":1417566161,"pusher":"ann","tag":"1.1"},"repository":{"repo_name":"team/shop"}}""";

    public static TheoryData<string, string, string> Registries => new()
    {
        { "distribution", Distribution, "Authorization" },
        { "github", GitHub, "X-Hub-Signature-256" },
        { "older-github", OlderGitHub, "X-Hub-Signature-256" },
        { "harbor", Harbor, "Authorization" },
        { "harbor-cloud-event", HarborCloudEvent, "Authorization" },
        { "docker-hub", DockerHub, "token" },
    };

    [Theory]
    [MemberData(nameof(Registries))]
    public async Task A_push_of_an_image_starts_a_run_whatever_registry_tells_of_it(string registry, string body, string proof)
    {
        await RegistryAsync(registry);
        await server.PipelineAsync(
            $"image-{registry}",
            $"{{ type: image, id: image, registry: {registry}, image: team/shop, tag: '1\\..*', parameters: {{ tag: '${{trigger.image.tag}}' }} }}, {{ type: image, id: other, registry: {registry}, image: team/other }}",
            "parameters: [ { name: tag } ]");

        await Expect.ProblemAsync(HttpStatusCode.Unauthorized, await server.PostAsync($"/api/hooks/registry/{registry}", body));
        var first = await SendAsync(registry, body, proof);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var happened = await server.EventAsync($"image-{registry}");
        var again = await SendAsync(registry, body, proof);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(("image", "ann", "push of team/shop:1.1"), ((string)happened["type"]!, (string)happened["by"]!, (string)happened["summary"]!));
        Assert.Equal("it is the image 'team/shop', not 'team/other'", (string)Assert.Single(happened["refusals"]!.AsArray())!["reason"]!);
        var run = await server.RunAsync((string)happened["run"]!, run => (string)run["status"]! == "SUCCEEDED");
        Assert.Equal("1.1", (string)run["parameters"]!["tag"]!);
    }

    [Fact]
    public async Task A_notification_of_nothing_new_is_ignored()
    {
        await RegistryAsync("quiet");

        var answer = await Expect.SuccessAsync(await SendAsync("quiet", """{"events":[{"id":"x","action":"pull","target":{"repository":"a","tag":"b"}}]}""", "Authorization"));

        Assert.Equal("ignored", (string)answer["status"]!);
    }

    private Task RegistryAsync(string name) =>
        server.HookSettingAsync("image-registries", name, $$"""{"url":"https://registry.example.com","webhookSecret":"{{Hooks.Secret}}"}""");

    private Task<HttpResponseMessage> SendAsync(string registry, string body, string proof) => proof switch
    {
        "Authorization" => server.PostAsync($"/api/hooks/registry/{registry}", body, ("Authorization", $"Bearer {Hooks.Secret}")),
        "token" => server.PostAsync($"/api/hooks/registry/{registry}?token={Hooks.Secret}", body),
        _ => server.PostAsync($"/api/hooks/registry/{registry}", body, ("X-Hub-Signature-256", Hooks.Sign(body))),
    };
}
