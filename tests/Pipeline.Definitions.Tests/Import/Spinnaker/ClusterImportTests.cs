namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>Stages of server groups, clusters and jobs.</summary>
public sealed class ClusterImportTests
{
    private const string Place = """ "cloudProvider":"kubernetes","credentials":"prod","regions":["shop"],"cluster":"web" """;

    [Theory]
    [InlineData(""" "type":"disableServerGroup","target":"ancestor_asg_dynamic" """, "cluster.disable-server-group", """ "serverGroup":"previous" """)]
    [InlineData(""" "type":"enableServerGroup","target":"current_asg_dynamic","targetHealthyDeployPercentage":90 """, "cluster.enable-server-group", """ "targetHealthyPercentage":90 """)]
    [InlineData(""" "type":"destroyServerGroup","serverGroupName":"web-v003" """, "cluster.destroy-server-group", """ "serverGroup":"web-v003" """)]
    [InlineData(""" "type":"disableCluster","remainingEnabledServerGroups":2,"preferLargerOverNewer":"true" """, "cluster.disable", """ "remainingEnabledServerGroups":2,"preferLargerOverNewer":true """)]
    [InlineData(""" "type":"scaleDownCluster","remainingFullSizeServerGroups":1,"allowScaleDownActive":true,"preferLargerOverNewer":false """, "cluster.scale-down", """ "remainingFullSizeServerGroups":1,"allowScaleDownActive":true """)]
    [InlineData(""" "type":"shrinkCluster","shrinkToSize":3,"allowDeleteActive":true,"retainLargerOverNewer":"false" """, "cluster.shrink", """ "shrinkToSize":3,"allowDeleteActive":true """)]
    [InlineData(""" "type":"resizeServerGroup","action":"scale_up","resizeType":"pct","scalePct":50,"target":"current_asg_dynamic" """, "cluster.resize-server-group", """ "action":"up","percentage":50 """)]
    [InlineData(""" "type":"resizeServerGroup","action":"scale_down","resizeType":"incr","scaleNum":1,"target":"oldest_asg_dynamic" """, "cluster.resize-server-group", """ "serverGroup":"oldest","action":"down","number":1 """)]
    [InlineData(""" "type":"resizeServerGroup","action":"scale_exact","resizeType":"exact","capacity":{"min":"1","desired":2,"max":"${ parameters.max }"} """, "cluster.resize-server-group", """ "action":"exact","capacity":{"min":1,"desired":2,"max":"${ parameters.max }"} """)]
    [InlineData(""" "type":"rollbackCluster","waitTimeBetweenRegions":60,"targetHealthyRollbackPercentage":95,"additionalRollbackContext":{"onlyEnabledServerGroups":true} """, "cluster.rollback", """ "waitTimeBetweenRegions":"1m","targetHealthyRollbackPercentage":95,"onlyEnabledServerGroups":true """)]
    [InlineData(""" "type":"cloneServerGroup","target":"current_asg_dynamic","strategy":"redblack","scaleDown":true,"capacity":{"min":2,"desired":2,"max":2} """, "cluster.clone-server-group", """ "capacity":{"min":2,"desired":2,"max":2},"strategy":"red-black","scaleDown":true """)]
    [InlineData(""" "type":"cloneServerGroup","disableTraffic":true """, "cluster.clone-server-group", """ "enable":false """)]
    [InlineData(""" "type":"findImage","selectionStrategy":"FAIL","onlyEnabled":false,"imageNamePattern":"^shop/" """, "cluster.find-image", """ "selection":"only","onlyEnabled":false,"imagePattern":"^shop/" """)]
    public void A_stage_on_clusters_becomes_one_here(string stage, string type, string with)
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "name": "S", {{Place}}, {{stage}} }""");

        var converted = Imports.StagesOf(imported)[0]!;
        Assert.Equal(type, (string)converted["type"]!);
        Imports.AssertJson($$"""{"regions":["prod"],"namespace":"shop","cluster":"web",{{with}}}""", converted["with"]);
        Assert.DoesNotContain(imported.Missing, missing => missing.Path != "stages[0].type" && !missing.Path.EndsWith("max", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "type":"disableServerGroup","remainingEnabledServerGroups":1 """, "stages[0].remainingEnabledServerGroups")]
    [InlineData(""" "type":"cloneServerGroup","targetCluster":"api" """, "stages[0].targetCluster")]
    [InlineData(""" "type":"cloneServerGroup","source":{"serverGroupName":"web-v001"} """, "stages[0].source")]
    [InlineData(""" "type":"cloneServerGroup","strategy":"rollingredblack" """, "stages[0].strategy")]
    public void What_has_no_counterpart_is_listed(string stage, string path) =>
        Assert.Contains(Imports.Stages($$"""{ "refId": "1", "name": "S", {{Place}}, {{stage}} }""").Missing, missing => missing.Path == path);

    [Fact]
    public void A_stage_of_another_cloud_is_never_saved_as_one_of_Kubernetes()
    {
        var imported = Imports.Stages("""{ "refId": "1", "name": "S", "type": "disableCluster", "cloudProvider": "aws", "credentials": "prod", "regions": ["us-east-1"], "cluster": "web" }""");

        Assert.Equal("cluster.disable-elsewhere", (string)Imports.StagesOf(imported)[0]!["type"]!);
        Assert.Contains(imported.Missing, missing => missing.Path == "stages[0].cloudProvider");
    }

    [Theory]
    [InlineData("""{ "type": "runJob", "account": "prod", "cloudProvider": "kubernetes", "source": "text", "manifest": { "kind": "Job" }, "propertyFile": "main", "waitForCompletion": true }""",
        "run.job", """{"target":"prod","manifest":{"kind":"Job"},"propertiesFrom":"main","cleanup":"never"}""")]
    [InlineData("""{ "type": "runJobManifest", "account": "prod", "source": "artifact", "manifestArtifactId": "job", "waitForCompletion": false }""",
        "run.job", """{"target":"prod","artifact":"job","waitForCompletion":false,"cleanup":"never"}""")]
    [InlineData("""{ "type": "migrateSchema", "alias": "preconfiguredJob", "parameters": { "version": "7" } }""", "run.custom-job", """{"job":"migrate-schema","parameters":{"version":"7"}}""")]
    public void A_job_becomes_one_here(string stage, string type, string with)
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "name": "S", {{stage[1..]}}""");

        var converted = Imports.StagesOf(imported)[0]!;
        Assert.Equal(type, (string)converted["type"]!);
        Imports.AssertJson(with, converted["with"]);
    }
}
