using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker;
using Pipeline.Testing.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

public sealed class ImportedSampleTests
{
    public static TheoryData<string> Samples => [.. SpinnakerPipelines.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_published_shape_becomes_a_document_whose_only_faults_are_stage_types_of_other_releases(string sample)
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.All[sample]);
        Assert.All(imported.Faults, fault => Assert.Equal(DefinitionFaultCode.UnknownStageType, fault.Code));
        Assert.Equal(imported.Name, (string?)imported.Document["metadata"]!["name"]);
        foreach (var fault in imported.Faults)
            Assert.Contains(imported.Missing, missing => missing.Why == "stage type not in this release");
    }

    [Fact]
    public void Flow_control_alone_can_be_saved_as_it_is()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.FlowOnly);
        Assert.Empty(imported.Faults);
        Imports.AssertJson(
            """
            [
              { "id": "1", "type": "feature.evaluate-variables", "name": "Names", "with": { "variables": [
                { "name": "tag", "value": "${parameters.version}-${parameters.region}" },
                { "name": "image", "value": "registry.example.com/shop:${tag}" } ] } },
              { "id": "2", "type": "feature.webhook", "name": "Test", "dependsOn": ["1"], "timeout": "30m", "timeoutOutcome": "succeed", "with": {
                "url": "https://ci.example.com/test?image=${stages['1'].outputs.image}", "method": "POST",
                "headers": { "X-Region": "${parameters['region']}" }, "payload": { "image": "${#stage('Names')['context']['image']}" },
                "failFastStatusCodes": [404, 504], "successStatuses": "OK,PASSED", "terminalStatuses": "FAILED",
                "statusUrlResolution": "webhookResponse", "statusUrlJsonPath": "$.url", "statusJsonPath": "$.status", "cancelEndpoint": "https://ci.example.com/cancel",
                "cancelMethod": "DELETE", "waitForCompletion": true, "waitBeforeMonitor": "5s" } },
              { "id": "3", "type": "feature.judgement", "name": "Where to?", "dependsOn": ["2"], "onFailure": "fail-branch-then-pipeline", "onReject": "fail-branch-then-pipeline", "with": {
                "instructions": "Image ${stages['1'].outputs.image}: ${#stage('Test')['context']['webhook']['statusCode']}", "options": ["stop here", "go on"] } },
              { "id": "4-condition-1", "type": "feature.precondition", "name": "Go on?: condition 1", "dependsOn": ["3"], "with": {
                "expression": "${#judgment('Where to?') == 'go on'}", "failureMessage": "It was stopped." } },
              { "id": "4", "type": "feature.precondition", "name": "Go on?", "dependsOn": ["4-condition-1"], "with": { "stageStatus": [{ "stage": "Test", "status": "SUCCEEDED" }] } },
              { "id": "5", "type": "feature.run-pipeline", "name": "Deploy", "dependsOn": ["4"],
                "window": { "days": ["mon", "tue"], "hours": [{ "from": "22:00", "to": "24:00" }, { "from": "00:00", "to": "02:00" }], "zone": "America/Los_Angeles" }, "with": {
                "pipeline": "0a1b2c3d-0000-4000-8000-0000000000aa", "application": "shop", "parameters": { "image": "${stages['1'].outputs.image}" } } },
              { "id": "6", "type": "feature.wait", "name": "Soak", "dependsOn": ["5"], "enabledIf": "${(parameters.region).toString() == \"kr\"}",
                "comments": "A minute or less.", "with": { "duration": "${parameters.region == 'kr' ? 60 : 30}s" } }
            ]
            """,
            imported.Document["spec"]!["stages"]);
        Imports.AssertJson(
            """
            [
              { "type": "schedule", "cron": "0/30 9 * * MON-FRI", "zone": "America/Los_Angeles" },
              { "type": "image", "disabled": true, "registry": "hub", "image": "example/shop", "tag": "v.*" },
              { "type": "git", "source": "github", "repository": "example/shop", "events": ["push", "pull-request"], "branches": ["release/.*"] },
              { "type": "webhook", "source": "release-bot", "constraints": { "action": "published" } }
            ]
            """,
            imported.Document["spec"]!["triggers"]);
        Imports.AssertJson(
            """[{ "name": "region", "label": "Region", "required": true, "options": ["kr", "jp"] }, { "name": "version", "default": "" }]""",
            imported.Document["spec"]!["parameters"]);
        Imports.AssertJson("""{ "max": 3, "policy": "queue" }""", imported.Document["spec"]!["concurrency"]);
        Assert.Equal(
            [
                "parameterConfig[0].pinned", "triggers[0].cronExpression", "triggers[1].account", "triggers[2].source", "triggers[3].source", "triggers[3]",
                "stages[4].restrictedExecutionWindow", "stages[4].pipeline",
            ],
            imported.Missing.Select(missing => missing.Path));
        Assert.Contains("stages[2].notifications", imported.Ignored);
        Assert.Contains("triggers[4]", imported.Ignored);
    }

    [Fact]
    public void A_stage_type_that_this_release_lacks_keeps_its_fields_and_is_listed()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.BlueGreen);
        var stages = Imports.StagesOf(imported);
        Imports.AssertJson(
            """
            { "id": "10", "type": "deploy.scale", "name": "Scale down", "dependsOn": ["9"], "enabledIf": "${ #stage(\"Validate\")['status'].toString() != 'SUCCEEDED'}",
              "with": { "target": "prod", "namespace": "shop-prod", "kind": "replicaSet", "cluster": "replicaSet shop", "criteria": "second-newest", "replicas": 0 } }
            """,
            stages[5]);
        var missing = Imports.Missing(imported, "stages[5].type");
        Assert.Equal("stage type not in this release", missing.Why);
        Assert.Contains("deploy.scale", missing.Instead, StringComparison.Ordinal);
        Assert.Equal("deploy-to-production", imported.Name);
        Imports.Missing(imported, "name");
        Imports.Missing(imported, "triggers[0].pipeline");
        Assert.Contains("pubsub to 'builds' on pipeline.failed", Imports.Missing(imported, "notifications[0]").What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_precondition_on_a_cluster_s_size_asks_the_account_s_target()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.BlueGreen);
        var stage = Imports.StagesOf(imported)[6]!;
        Assert.Equal("feature.precondition", (string?)stage["type"]);
        Assert.Equal("fail-branch", (string?)stage["onFailure"]);
        Imports.AssertJson("""{"clusterSize":{"regions":["prod"],"namespace":"shop-prod","cluster":"replicaSet shop","comparison":">","expected":1}}""", stage["with"]);
    }

    [Fact]
    public void A_custom_webhook_becomes_one_that_is_prepared_under_the_name_of_its_type()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.DeploymentStatus);
        var report = Imports.StagesOf(imported)[3]!;
        Assert.Equal("feature.custom-webhook", (string?)report["type"]);
        Assert.Equal("update-deployment-status", (string?)report["with"]!["webhook"]);
        Assert.NotNull(report["with"]!["parameters"]);
        Assert.Contains("PUT /api/settings/custom-webhooks/update-deployment-status", Imports.Missing(imported, "stages[3].alias").Instead, StringComparison.Ordinal);
        Imports.AssertJson(
            """[{ "id": "0a1b2c3d-0000-4000-8000-000000000012", "displayName": "Manifests", "match": { "type": "embedded/base64", "name": "manifests" } }]""",
            Imports.StagesOf(imported)[0]!["produces"]);
        Assert.Equal("1m", (string?)Imports.StagesOf(imported)[1]!["timeout"]);
        Assert.Equal("fail-branch", (string?)Imports.StagesOf(imported)[2]!["onFailure"]);
        Imports.Missing(imported, "spelEvaluator");
    }

    [Fact]
    public void No_secret_of_a_trigger_is_repeated_anywhere()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.EditedAsJson);
        Imports.Missing(imported, "triggers[0].secret");
        Assert.DoesNotContain("hunter", imported.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", string.Join('\n', imported.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_without_a_name_gets_one_or_the_one_that_is_given()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.EditedAsJson);
        Assert.Equal("imported-pipeline", imported.Name);
        Imports.Missing(imported, "name");
        Imports.Missing(imported, "application");

        var named = SpinnakerImport.Convert(SpinnakerPipelines.EditedAsJson, Imports.StageTypes, new("service", "shop"));
        Imports.AssertJson("""{ "name": "service", "application": "shop" }""", named.Document["metadata"]);
        Assert.DoesNotContain(named.Missing, missing => missing.Path is "name" or "application");
    }

    [Fact]
    public void A_pipeline_within_a_list_and_a_map_is_found_and_paths_lead_to_it()
    {
        var imported = Imports.Pipeline(SpinnakerPipelines.BakeAndTag);
        Assert.Equal("bake-and-tag", imported.Name);
        Imports.Missing(imported, "[0].deploymentTargets");
        Imports.Missing(imported, "[0].pipeline.triggers[0]");
        Imports.Missing(imported, "[0].pipeline.stages[1].type");
        Assert.Contains("[0].pipeline.stageCounter", imported.Ignored);
    }
}
