using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

public sealed class TrafficStrategyTests : IAsyncLifetime
{
    private DeployFixture _fixture = null!;

    private DeployCluster Cluster => _fixture.Cluster;

    public async ValueTask InitializeAsync()
    {
        _fixture = await DeployFixture.CreateAsync();
        Cluster.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"lb":"web"}}}""");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Blue_green_takes_the_version_before_out_of_the_Services_and_keeps_it()
    {
        await DeployAsync("1", "blue-green");
        await DeployAsync("2", "blue-green");

        Assert.Equal("web-v000 web-v001", Cluster.Names("ReplicaSet"));
        Assert.Equal("web-v001-0 web-v001-1", Cluster.Endpoints("web"));
        Assert.Null(Cluster.Find("ReplicaSet", "web-v000")!.PodTemplateOf()!["metadata"]!["labels"]!["lb"]);
    }

    [Fact]
    public async Task A_version_that_is_deployed_again_gets_its_traffic_back()
    {
        await DeployAsync("1", "blue-green");
        await DeployAsync("2", "blue-green");
        await DeployAsync("1", "blue-green");

        Assert.Equal("web-v000 web-v001", Cluster.Names("ReplicaSet"));
        Assert.Equal("web-v000-0 web-v000-1", Cluster.Endpoints("web"));
    }

    /// <summary>Once it was taken out of the Services, nothing said any more which they were.</summary>
    [Fact]
    public async Task A_version_forgot_the_Services_that_the_stage_had_put_it_behind()
    {
        await DeployAsync("1", "blue-green");

        Assert.Equal("""["service web"]""", Cluster.Find("ReplicaSet", "web-v000")!.AnnotationOf("traffic.pipeline.io/load-balancers"));
    }

    [Fact]
    public async Task Highlander_deletes_the_versions_before()
    {
        await DeployAsync("1", "none");
        await DeployAsync("2", "none");
        Assert.Equal("web-v000-0 web-v000-1 web-v001-0 web-v001-1", Cluster.Endpoints("web"));

        await DeployAsync("3", "highlander");
        Assert.Equal("web-v002", Cluster.Names("ReplicaSet"));
        Assert.Equal("web-v002-0 web-v002-1", Cluster.Endpoints("web"));
    }

    [Fact]
    public async Task A_version_that_is_deployed_dark_gets_no_traffic()
    {
        await DeployAsync("1", "none");
        _ = (await _fixture.DeployAsync(ReplicaSet("2"), """ "traffic":{"services":["service web"],"enable":false}""", "run2")).Succeeded;

        Assert.Equal("web-v000-0 web-v000-1", Cluster.Endpoints("web"));
    }

    [Fact]
    public async Task A_version_that_names_its_Services_itself_gets_their_traffic()
    {
        _ = (await _fixture.DeployAsync(ReplicaSet("1").Replace("{ name: web }\n", "{ name: web, annotations: { traffic.spinnaker.io/load-balancers: '[\"service web\"]' } }\n", StringComparison.Ordinal))).Succeeded;

        Assert.Equal("web-v000-0 web-v000-1", Cluster.Endpoints("web"));
    }

    [Fact]
    public async Task A_custom_strategy_that_cannot_start_its_pipeline_fails_and_touches_no_version_before()
    {
        await DeployAsync("1", "none");

        var error = (await _fixture.DeployAsync(ReplicaSet("2"), """ "traffic":{"services":["web"],"strategy":"custom","pipeline":"ours"}""", "run2")).Error;

        Assert.Equal("There is no such pipeline.", error.Message);
        Assert.Equal("web-v000 web-v001", Cluster.Names("ReplicaSet"));
    }

    [Fact]
    public async Task Rolling_hands_the_traffic_over_by_steps()
    {
        await DeployAsync("1", "none");
        var end = await _fixture.DeployAsync(ReplicaSet("2"), """ "traffic":{"services":["web"],"strategy":"rolling-red-black","percentages":[50]}""", "run2");

        Assert.NotNull(end.Succeeded);
        Assert.Contains("50 % of the traffic has gone over; web-v001 grows to 2 of 2 pods.", string.Join('\n', end.Harness.Log), StringComparison.Ordinal);
        Assert.Equal("web-v001-0 web-v001-1", Cluster.Endpoints("web"));
        Assert.Equal("web-v000 web-v001", Cluster.Names("ReplicaSet"));
    }

    [Fact]
    public async Task A_switch_that_fails_gives_the_version_before_its_traffic_back_when_all_or_nothing_is_asked()
    {
        await DeployAsync("1", "blue-green");
        Cluster.Failures["patch Pod web-v000-1"] = new(KubernetesFailure.Forbidden, "as the server says");

        var end = await _fixture.DeployAsync(ReplicaSet("2"), """ "allOrNothing":true,"traffic":{"services":["web"],"strategy":"blue-green"}""", "run2");

        Assert.Equal("target-forbidden", end.Error.Code);
        Assert.Equal("web-v000", Cluster.Names("ReplicaSet"));
        Assert.Equal("web-v000-0 web-v000-1", Cluster.Endpoints("web"));
    }

    [Fact]
    public async Task A_version_that_never_gets_ready_takes_nothing_from_the_one_before()
    {
        await DeployAsync("1", "blue-green");
        var harness = _fixture.Stage(ReplicaSet("registry.invalid"), """ "stableTimeout":"50ms","traffic":{"services":["web"],"strategy":"blue-green"}""", "run2");
        for (var step = 0; step < 3; step++)
            Assert.IsType<StageStep.Again>(await harness.StepAsync());
        var outputs = await harness.CancelAsync();

        Assert.Equal("web-v000-0 web-v000-1", Cluster.Endpoints("web"));
        Assert.Equal("""["ReplicaSet shop/web-v001"]""", outputs!["leftInPlace"]!.ToJsonString());
    }

    [Theory]
    [InlineData("service other", "There is no Service 'other'")]
    [InlineData("ingress web", "is no Service")]
    public async Task A_Service_that_is_not_there_is_refused(string service, string message)
    {
        var error = (await _fixture.DeployAsync(ReplicaSet("1"), $$""" "traffic":{"services":["{{service}}"]}""")).Error;

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Calls);
    }

    private async Task DeployAsync(string image, string strategy) =>
        _ = (await _fixture.DeployAsync(ReplicaSet(image), $$""" "traffic":{"services":["service web"],"strategy":"{{strategy}}"}""", $"run-{Guid.NewGuid():N}")).Succeeded;

    private static string ReplicaSet(string image) => $$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: { name: web }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [{ name: web, image: "{{(image == "registry.invalid" ? "registry.invalid/web" : $"shop/web:{image}")}}" }] }
        """;
}
