namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>What a pipeline says besides its stages and triggers.</summary>
public sealed class PipelineFieldImportTests
{
    [Theory]
    [InlineData("""{ "name": "a", "default": "x", "description": "d", "label": "l", "required": true }""", """{ "name": "a", "label": "l", "description": "d", "required": true, "default": "x" }""")]
    [InlineData("""{ "name": "a", "default": "", "required": true }""", """{ "name": "a", "required": true }""")]
    [InlineData("""{ "name": "a", "default": "" }""", """{ "name": "a", "default": "" }""")]
    [InlineData("""{ "name": "a", "default": 5 }""", """{ "name": "a", "type": "number", "default": 5 }""")]
    [InlineData("""{ "name": "a", "default": true }""", """{ "name": "a", "type": "boolean", "default": true }""")]
    [InlineData("""{ "name": "a", "default": "x", "hasOptions": true, "options": [{ "value": "x" }, { "value": "y" }, { "value": "x" }] }""", """{ "name": "a", "default": "x", "options": ["x", "y"] }""")]
    [InlineData("""{ "name": "a", "default": 1, "hasOptions": true, "options": [{ "value": 1 }, { "value": "2" }] }""", """{ "name": "a", "default": "1", "options": ["1", "2"] }""")]
    [InlineData("""{ "name": "a", "hasOptions": false, "options": [{ "value": "x" }], "pinned": false, "constraint": "" }""", """{ "name": "a" }""")]
    public void A_parameter_keeps_what_it_says(string parameter, string expected)
    {
        var imported = Imports.With($"\"parameterConfig\": [{parameter}]");
        Imports.AssertJson($"[{expected}]", imported.Document["spec"]!["parameters"]);
        Imports.AssertNothingMissing(imported);
        Assert.Empty(imported.Faults);
    }

    [Fact]
    public void What_a_parameter_cannot_say_is_listed()
    {
        var imported = Imports.With("""
            "parameterConfig": [
              { "name": "a", "constraint": "date", "pinned": true, "condition": { "parameter": "b", "comparator": "=", "comparatorValue": "1" }, "default": "${1}" },
              { "name": "b", "default": "", "hasOptions": true, "options": [{ "value": "x" }] }
            ]
            """);
        Assert.Equal(
            ["parameterConfig[0].default", "parameterConfig[0].constraint", "parameterConfig[0].condition", "parameterConfig[0].pinned", "parameterConfig[1].default"],
            imported.Missing.Select(missing => missing.Path));
        Imports.AssertJson("""{ "name": "b", "options": ["x"] }""", imported.Document["spec"]!["parameters"]![1]);
    }

    [Theory]
    [InlineData("\"limitConcurrent\": true, \"keepWaitingPipelines\": false", """{ "max": 1, "policy": "latest-only" }""")]
    [InlineData("\"limitConcurrent\": true, \"maxConcurrentExecutions\": 5, \"keepWaitingPipelines\": true", """{ "max": 1, "policy": "queue" }""")]
    [InlineData("\"limitConcurrent\": false, \"maxConcurrentExecutions\": \"3\"", """{ "max": 3, "policy": "latest-only" }""")]
    public void The_limit_of_concurrent_runs_is_written(string fields, string rule) =>
        Imports.AssertJson(rule, Imports.With(fields).Document["spec"]!["concurrency"]);

    [Theory]
    [InlineData("\"limitConcurrent\": false, \"keepWaitingPipelines\": true")]
    [InlineData("\"maxConcurrentExecutions\": 0")]
    [InlineData("\"maxConcurrentExecutions\": null")]
    public void Without_a_limit_there_is_nothing_to_say(string fields) => Imports.AssertNothingMissing(Imports.With(fields));

    [Fact]
    public void An_artifact_takes_its_default_only_where_it_uses_it()
    {
        var imported = Imports.With("""
            "expectedArtifacts": [
              { "id": "image", "displayName": "Image", "usePriorArtifact": true, "useDefaultArtifact": true,
                "matchArtifact": { "type": "docker/image", "name": "shop", "artifactAccount": "hub", "customKind": false },
                "defaultArtifact": { "type": "docker/image", "name": "shop", "reference": "shop:1", "metadata": { "a": 1 }, "id": "x" } },
              { "id": "chart", "matchArtifact": { "type": "helm/chart", "name": "" }, "useDefaultArtifact": false, "defaultArtifact": { "customKind": true, "whatever": 1 } }
            ]
            """);
        Imports.AssertJson(
            """
            [
              { "id": "image", "displayName": "Image", "match": { "type": "docker/image", "name": "shop" }, "usePrior": true,
                "default": { "type": "docker/image", "name": "shop", "reference": "shop:1", "metadata": { "a": 1 } } },
              { "id": "chart", "match": { "type": "helm/chart" } }
            ]
            """,
            imported.Document["spec"]!["artifacts"]);
        Assert.Equal("expectedArtifacts[0].matchArtifact.artifactAccount", Assert.Single(imported.Missing).Path);
        Assert.Empty(imported.Faults);
    }

    [Fact]
    public void What_only_spinnaker_has_is_listed_and_bookkeeping_is_ignored()
    {
        var imported = Imports.With("""
            "id": "x", "index": 3, "updateTs": "1", "lastModifiedBy": "me", "schema": "1",
            "respectQuietPeriod": true, "manualStartAlert": { "message": "!" }, "locked": { "ui": true }, "roles": ["ops"], "tags": [{ "name": "a" }], "spelEvaluator": "v3",
            "notifications": [{ "type": "slack", "address": "#shop", "level": "pipeline", "when": ["pipeline.failed"], "message": { "pipeline.failed": { "text": "Oh" } } }]
            """);
        Assert.Equal(
            ["notifications[0]", "respectQuietPeriod", "manualStartAlert", "locked", "roles", "tags", "spelEvaluator"], imported.Missing.Select(missing => missing.Path));
        Assert.Equal(["id", "index", "schema", "updateTs", "lastModifiedBy"], imported.Ignored.Where(path => !path.Contains('[', StringComparison.Ordinal)));
    }

    [Fact]
    public void Off_is_nothing_to_list() => Imports.AssertNothingMissing(Imports.With("""
        "respectQuietPeriod": false, "manualStartAlert": {}, "roles": [], "tags": [], "spelEvaluator": "v4", "notifications": [], "triggers": [], "parameterConfig": [], "expectedArtifacts": []
        """));

    [Theory]
    [InlineData("배포", "imported-pipeline")]
    [InlineData("Deploy: to PROD (kr)", "deploy-to-prod-kr")]
    [InlineData("fine-already", "fine-already")]
    public void A_name_becomes_a_slug_and_the_change_is_listed(string name, string slug)
    {
        var imported = Imports.Pipeline($$"""{ "name": "{{name}}", "application": "a", "stages": [{ "refId": "1", "type": "wait" }] }""");
        Assert.Equal(slug, imported.Name);
        Assert.Equal(name == slug ? 0 : 1, imported.Missing.Count(missing => missing.Path == "name"));
        Assert.Empty(imported.Faults);
    }
}
