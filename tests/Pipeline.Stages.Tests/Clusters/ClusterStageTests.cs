using System.Text.Json.Nodes;

namespace Pipeline.Stages.Tests.Clusters;

/// <summary>What the stages make of clusters: the versions before and after, as <see cref="ClusterRegionsFixture.WithAsync"/> writes them.</summary>
public sealed class ClusterStageTests
{
    public static TheoryData<string, string, string, string> Changes => new()
    {
        { "enable-server-group", "v0:1 v1:2-", "", "v0:1 v1:2" },
        { "enable-server-group", "v0:1- v1:2", """ "serverGroup": "previous" """, "v0:1 v1:2" },
        { "enable-server-group", "v0:1", "", "v0:1" },
        { "disable-server-group", "v0:1 v1:2", """ "serverGroup": "oldest" """, "v0:1- v1:2" },
        { "disable-server-group", "v0:1 v1:2", """ "serverGroup": "web-v001" """, "v0:1 v1:2-" },
        { "disable-server-group", "v0:1", "", "v0:1-" },
        { "destroy-server-group", "v0:1 v1:2", """ "serverGroup": "oldest" """, "v1:2" },
        { "destroy-server-group", "v0:1- v1:2", """ "serverGroup": "previous", "skipDisableBeforeDestroy": true""", "v1:2" },
        { "resize-server-group", "v0:2", """ "capacity": {"desired": 3}""", "v0:3" },
        { "resize-server-group", "v0:2-", """ "action": "up", "number": 2""", "v0:4-" },
        { "resize-server-group", "v0:4", """ "action": "down", "percentage": 30""", "v0:2" },
        { "resize-server-group", "v0:3 v1:1", """ "action": "to-cluster" """, "v0:3 v1:3" },
        { "resize-server-group", "v0:4 v1:1", """ "action": "to-server-group", "source": "oldest", "percentage": 50""", "v0:4 v1:2" },
        { "resize-server-group", "v0:1", """ "action": "down", "number": 5""", "v0:0" },
        { "disable", "v0:1 v1:1 v2:1", "", "v0:1- v1:1- v2:1" },
        { "disable", "v0:3 v1:1", """ "preferLargerOverNewer": true""", "v0:3 v1:1-" },
        { "scale-down", "v0:2- v1:2- v2:1", "", "v0:0- v1:0- v2:1" },
        { "scale-down", "v0:2 v1:1", "", "v0:2 v1:1" },
        { "scale-down", "v0:2 v1:1", """ "allowScaleDownActive": true""", "v0:0 v1:1" },
        { "shrink", "v0:1- v1:1- v2:1", "", "v2:1" },
        { "shrink", "v0:1 v1:1", """ "allowDeleteActive": true""", "v1:1" },
        { "shrink", "v0:1- v1:1- v2:1", """ "shrinkToSize": 2""", "v1:1- v2:1" },
        { "rollback", "v0:1- v1:2", "", "v0:2 v1:2-" },
        { "rollback", "v0:1- v1:2", """ "enableAndDisableOnly": true""", "v0:1 v1:2-" },
        { "rollback", "v0:1- v1:1- v2:1", """ "serverGroup": "oldest" """, "v0:1 v1:1- v2:1-" },
        { "rollback", "v0:1 v1:1- v2:1", """ "onlyEnabledServerGroups": true, "disableOnly": true""", "v0:1 v1:1- v2:1-" },
        { "clone-server-group", "v0:2", "", "v0:2 v1:2" },
        { "clone-server-group", "v0:2", """ "capacity": {"desired": 1}, "enable": false""", "v0:2 v1:1-" },
        { "clone-server-group", "v0:2-", "", "v0:2- v1:2" },
        { "clone-server-group", "v0:1 v1:1", """ "strategy": "red-black", "delayBeforeDisable": "5m" """, "v0:1- v1:1- v2:1" },
        { "clone-server-group", "v0:1", """ "strategy": "red-black", "scaleDown": true""", "v0:0- v1:1" },
        { "clone-server-group", "v0:1 v1:1", """ "strategy": "highlander" """, "v2:1" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_stage_changes_versions(string type, string before, string with, string after)
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync(before);
        var stage = regions.Stage(type, with);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(after, await regions.OfAsync());
        Assert.All(stage.Outputs!["serverGroups"]!.AsArray(), group => Assert.True((bool)group!["isDone"]!));
        Assert.Equal(before == after, stage.Outputs["changes"]!.AsArray().Count == 0);
    }

    /// <summary>Every step is run twice, as after a crash before its end was recorded.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_process_that_dies_after_any_step_changes_nothing_twice(string type, string before, string with, string after)
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync(before);
        var stage = regions.Stage(type, with);

        for (StageStep step = new StageStep.Again(TimeSpan.Zero, null, null); step is StageStep.Again; step = await stage.NextAsync())
            await stage.LoseStepAsync();

        Assert.Equal(after, await regions.OfAsync());
    }

    [Theory]
    [InlineData("disable-server-group", "v0:1- v1:1", """ "trafficGuard": true""", "traffic-guard", "korea: web-v001 is the last server group that may be serving, and 'trafficGuard' is on. Enable another one first.")]
    [InlineData("destroy-server-group", "v0:1", """ "trafficGuard": true""", "traffic-guard", "korea: web-v000 is the last server group that may be serving, and 'trafficGuard' is on. Enable another one first.")]
    [InlineData("disable-server-group", "v0:1", """ "serverGroup": "previous" """, "server-group-not-found", "korea: There is no server group 'previous'. There is web-v000.")]
    [InlineData("enable-server-group", "v0:1", """ "cluster": "other" """, "server-group-not-found", "korea: There is no server group 'newest'. The cluster has no server group there: check cluster, application and namespace.")]
    [InlineData("disable", "v0:1", """ "cluster": "other" """, "cluster-not-found", "korea: The cluster 'other' has no server group there. Check cluster, application and namespace, or set 'continueIfClusterNotFound'.")]
    [InlineData("rollback", "v0:1", "", "nothing-to-roll-back-to", "korea: There is no server group before web-v000 that it could be rolled back to. Keep more versions (strategy.pipeline.io/max-version-history), or name one as 'serverGroup'.")]
    [InlineData("rollback", "v0:1-", "", "nothing-to-roll-back", "korea: No server group of the cluster 'web' is enabled, so that none can be rolled back. Enable the one that is to serve by cluster.enable-server-group.")]
    [InlineData("resize-server-group", "v0:1", "", "invalid-input", "capacity: Say the size for 'exact', for example { desired: 3 }.")]
    [InlineData("resize-server-group", "v0:1", """ "action": "up" """, "invalid-input", "number: Say either by how many instances ('number') or by how many percent ('percentage').")]
    [InlineData("resize-server-group", "v0:1", """ "action": "up", "number": -1""", "invalid-input", "number, percentage: They are 0 or more; 'down' is what makes it fewer.")]
    [InlineData("resize-server-group", "v0:1", """ "capacity": {"min": 3, "max": 2}""", "invalid-input", "capacity: The minimum, 3, is more than the maximum, 2.")]
    [InlineData("clone-server-group", "v0:1", """ "images": ["shop/api:2"]""", "image-unused", "images: No container of ReplicaSet shop/web-v001 has the image of shop/api:2. Its images are shop/web:1.")]
    [InlineData("clone-server-group", "v0:1", """ "enable": false, "strategy": "highlander" """, "invalid-input", "strategy: A copy that gets no traffic (enable: false) cannot take it over from others. Leave 'strategy' out.")]
    [InlineData("clone-server-group", "v0:1", """ "cluster": "pod web" """, "invalid-input", "cluster: 'pod web' is no cluster of server groups. Write for example 'web' for ReplicaSets, or 'deployment web'.")]
    public async Task What_cannot_be_done_changes_nothing_and_says_what_to_do(string type, string before, string with, string code, string message)
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync(before);

        var failed = Assert.IsType<StageStep.Failed>(await regions.Stage(type, with).RunAsync());

        Assert.Equal((code, message), (failed.Error.Code, failed.Error.Message));
        Assert.Equal(before, await regions.OfAsync());
    }

    [Fact]
    public async Task A_region_without_the_cluster_is_passed_over_where_that_is_asked_for()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1 v1:1", "japan");
        var stage = regions.Stage("disable", """ "regions": ["korea", "japan"], "continueIfClusterNotFound": true""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("v0:1- v1:1", await regions.OfAsync("japan"));
        Assert.Contains("korea: The cluster 'web' has no server group there. The region is passed over.", stage.Log);
    }

    [Fact]
    public async Task A_rollback_goes_from_region_to_region_and_waits_in_between()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1- v1:1");
        await regions.WithAsync("v0:1- v1:1", "japan");
        var stage = regions.Stage("rollback", """ "regions": ["korea", "japan"], "waitTimeBetweenRegions": "10m" """);

        while (!stage.Pauses.Contains(TimeSpan.FromMinutes(10)))
            Assert.IsType<StageStep.Again>(await stage.NextAsync());

        Assert.Equal(("v0:1 v1:1-", "v0:1- v1:1"), (await regions.OfAsync(), await regions.OfAsync("japan")));
        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal("v0:1 v1:1-", await regions.OfAsync("japan"));
    }

    /// <summary>Spinnaker passes such a region over in silence (spinnaker/spinnaker#2179, #4180).</summary>
    [Fact]
    public async Task A_rollback_that_one_region_cannot_do_changes_nothing_in_the_others()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1- v1:1");
        await regions.WithAsync("v1:1", "japan");

        var failed = Assert.IsType<StageStep.Failed>(await regions.Stage("rollback", """ "regions": ["korea", "japan"]""").RunAsync());

        Assert.StartsWith("japan: There is no server group before web-v001", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal("v0:1- v1:1", await regions.OfAsync());
    }

    [Fact]
    public async Task What_the_run_has_deployed_and_newer_versions_are_left_alone()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1 v1:1 v2:1 v3:1");
        var stage = regions.Stage("disable", "");
        stage.Others = [new("deploy", "Deploy", "deploy.manifest", Definitions.StageStatus.Succeeded, 1, JsonNode.Parse("""{"target":"korea","manifestNamesByNamespace":{"shop":["replicaSet web-v002"]}}""")!.AsObject())];

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("v0:1- v1:1- v2:1 v3:1", await regions.OfAsync());
    }

    [Fact]
    public async Task An_instance_that_does_not_start_fails_the_stage_with_its_reason_long_before_the_timeout()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1-", image: "registry.invalid/shop/web:1");
        var stage = regions.Stage("clone-server-group", """ "images": ["registry.invalid/shop/web:2"] """);

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("pod-failed", failed.Error.Code);
        Assert.Contains("ImagePull", failed.Error.Message, StringComparison.Ordinal);
        Assert.StartsWith("ReplicaSet shop/web-v001 does not become healthy: pod web-v001-", failed.Error.Message, StringComparison.Ordinal);
        Assert.True(stage.Pauses.Sum(pause => pause.TotalSeconds) < 60);
    }

    [Fact]
    public async Task A_read_only_region_is_only_looked_at()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1");
        regions.IsReadOnly = true;

        Assert.Equal("target-read-only", Assert.IsType<StageStep.Failed>(await regions.Stage("disable-server-group", "").RunAsync()).Error.Code);
    }

    [Fact]
    public async Task Cancelling_says_what_is_not_done_any_more()
    {
        await using var regions = await ClusterRegionsFixture.StartAsync();
        await regions.WithAsync("v0:1- v1:1");
        var stage = regions.Stage("rollback", "");
        await stage.StepAsync();
        await stage.CancelAsync();
        Assert.Equal("The stage ended before it changed anything.", stage.Log[^1]);

        await stage.StepAsync();
        await stage.CancelAsync();

        Assert.Equal("What the stage changed stays as it is. Not done any more: korea: web-v001 is taken out of the traffic.", stage.Log[^1]);
        Assert.False((bool)stage.Outputs!["serverGroups"]![1]!["isDone"]!);
    }
}
