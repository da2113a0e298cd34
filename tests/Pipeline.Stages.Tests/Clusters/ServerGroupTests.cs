using Pipeline.Stages.Feature;

namespace Pipeline.Stages.Tests.Clusters;

/// <summary>What Kubernetes makes of server groups: autoscalers, Services, Deployments, images.</summary>
public sealed class ServerGroupTests
{
    /// <summary>An autoscaler cannot be switched off: it is pinned to the size that there is.</summary>
    [Fact]
    public async Task Disabling_suspends_the_autoscaler_and_enabling_gives_it_its_bounds_back()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1 v1:3");
        await regions.ScaleAsync("web-v001", 2, 6);

        Assert.IsType<StageStep.Succeeded>(await regions.Stage("disable-server-group", "").RunAsync());
        Assert.Equal("3-3 (2-6)", await regions.BoundsAsync("web-v001"));
        Assert.IsType<StageStep.Succeeded>(await regions.Stage("resize-server-group", """ "capacity": {"desired": 4, "max": 8} """).RunAsync());
        Assert.Equal("4-4 (2-8)", await regions.BoundsAsync("web-v001"));
        Assert.IsType<StageStep.Succeeded>(await regions.Stage("enable-server-group", "").RunAsync());

        Assert.Equal("2-8", await regions.BoundsAsync("web-v001"));
        Assert.Equal("v0:1 v1:4", await regions.OfAsync());
    }

    [Fact]
    public async Task While_a_version_takes_over_its_autoscaler_may_not_shrink_it()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1- v1:3");
        await regions.ScaleAsync("web-v000", 1, 5);
        var stage = regions.Stage("rollback", "");

        await stage.NextAsync();
        await stage.NextAsync();

        Assert.Equal("3-5", await regions.BoundsAsync("web-v000"));
        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal(("1-5", "v0:3 v1:3-"), (await regions.BoundsAsync("web-v000"), await regions.OfAsync()));
    }

    [Fact]
    public async Task Destroying_takes_an_autoscaler_along_that_was_deployed_with_the_version()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1 v1:1");
        await regions.ScaleAsync("web-v000", 1, 5, """{"moniker.pipeline.io/application":"shop"}""");
        await regions.ScaleAsync("web-v001", 1, 5);

        Assert.IsType<StageStep.Succeeded>(await regions.Stage("destroy-server-group", """ "serverGroup": "web-v000" """).RunAsync());
        Assert.IsType<StageStep.Succeeded>(await regions.Stage("destroy-server-group", """ "serverGroup": "web-v001" """).RunAsync());

        Assert.Equal("", await regions.BoundsAsync("web-v000"));
        Assert.Equal("1-1 (1-5)", await regions.BoundsAsync("web-v001"));
    }

    /// <summary>Without the annotation, nobody would know any more which Service the version was behind.</summary>
    [Fact]
    public async Task A_version_that_only_its_labels_put_behind_a_service_is_enabled_again()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1");
        await regions.PatchAsync("ReplicaSet", "web-v000", """{"metadata":{"annotations":{"traffic.pipeline.io/load-balancers":null}}}""");

        Assert.IsType<StageStep.Succeeded>(await regions.Stage("disable-server-group", "").RunAsync());
        Assert.Equal("v0:1-", await regions.OfAsync());
        Assert.IsType<StageStep.Succeeded>(await regions.Stage("enable-server-group", "").RunAsync());

        Assert.Equal("v0:1", await regions.OfAsync());
    }

    [Fact]
    public async Task A_deployment_is_resized_and_cannot_be_cloned()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.PutAsync("korea", """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api","namespace":"shop"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"api"} },
             "template":{"metadata":{"labels":{"app":"api"} },"spec":{"containers":[{"name":"api","image":"shop/api:1"}]} } } }
            """);

        Assert.IsType<StageStep.Succeeded>(await regions.Stage("resize-server-group", """ "cluster": "deployment api", "action": "up", "number": 1 """).RunAsync());
        var failed = Assert.IsType<StageStep.Failed>(await regions.Stage("clone-server-group", """ "cluster": "deployment api" """).RunAsync());

        Assert.Equal(2, (int)(await regions.FindAsync("Deployment", "api"))!["status"]!["readyReplicas"]!);
        Assert.Equal("kind-unfit", failed.Error.Code);
    }

    [Theory]
    [InlineData("v0:1 v1:1", "", "shop/web:1", null)]
    [InlineData("v0:1 v1:1-", "", "shop/web:1", null)]
    [InlineData("v0:1 v1:1", """ "selection": "only" """, null, "korea: No image of the cluster 'web' can be found: there is more than one server group: web-v001, web-v000.")]
    [InlineData("v0:1-", "", null, "korea: No image of the cluster 'web' can be found: none of its server groups is enabled: web-v000.")]
    [InlineData("v0:1", """ "imagePattern": "^prod/" """, null, "korea: No image of web-v000 matches '^prod/'. It runs shop/web:1.")]
    [InlineData("v0:1", """ "imagePattern": "(" """, null, "imagePattern: '(' is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    public async Task The_image_of_a_cluster_is_found(string versions, string with, string? image, string? message)
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync(versions);
        var stage = regions.Stage("find-image", with);

        var end = await stage.RunAsync();

        Assert.Equal(message, (end as StageStep.Failed)?.Error.Message);
        Assert.Equal(image, (string?)stage.Outputs?["artifacts"]?[0]?["reference"]);
    }

    [Theory]
    [InlineData(">=", 2, null)]
    [InlineData("==", 2, null)]
    [InlineData("<", 2, "The cluster 'web' has 2 server groups in 'korea' (web-v001, web-v000); the condition is < 2.")]
    public async Task A_precondition_counts_server_groups(string comparison, int expected, string? message)
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1 v1:1");
        var with = $$"""{"clusterSize":{"regions":["korea"],"cluster":"web","comparison":"{{comparison}}","expected":{{expected}} } }""";

        var end = await new StageHarness(PreconditionStage.Type.Create(regions.Services), PreconditionStage.Type, regions.Time, with).RunAsync();

        Assert.Equal(message, (end as StageStep.Failed)?.Error.Message);
    }
}
