using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

public sealed class PreconditionImportTests
{
    [Fact]
    public void Without_preconditions_a_stage_only_joins() =>
        Imports.AssertJson("""[{ "id": "1", "type": "feature.precondition", "name": "checkPreconditions", "with": { "expression": true } }]""", Stages(""));

    [Fact]
    public void One_stage_checks_an_expression_and_statuses_together() => Imports.AssertJson(
        """
        [{ "id": "1", "type": "feature.precondition", "name": "checkPreconditions", "with": {
          "stageStatus": [{ "stage": "A", "status": "SUCCEEDED" }, { "stage": "B", "status": "FAILED_CONTINUE" }], "expression": "${parameters.region == 'kr'}" } }]
        """,
        Stages($"{Status("A", "SUCCEEDED")}, {Expression("parameters.region == 'kr'")}, {Status("B", "FAILED_CONTINUE")}"));

    [Fact]
    public void Further_expressions_stand_in_stages_before_it()
    {
        var stages = Stages($"{Expression("${parameters.region == 'kr'}")}, {Expression("parameters.region != 'jp'")}");
        Assert.Equal(["1-condition-1", "1"], stages.Select(stage => (string?)stage!["id"]));
        Imports.AssertJson("""["1-condition-1"]""", stages[1]!["dependsOn"]);
        Assert.Equal("${parameters.region != 'jp'}", (string?)stages[1]!["with"]!["expression"]);
    }

    [Theory]
    [InlineData("", "true", null)]
    [InlineData("", "false", "fail-branch")]
    [InlineData(", \"failPipeline\": false", "true", "fail-branch")]
    [InlineData(", \"continuePipeline\": true", "true", "ignore")]
    [InlineData(", \"continuePipeline\": true", "false", "fail-branch")]
    [InlineData(", \"failPipeline\": false, \"completeOtherBranchesThenFail\": true", "false", "fail-branch-then-pipeline")]
    public void A_precondition_that_does_not_fail_the_pipeline_stops_the_branch(string ofStage, string failPipeline, string? policy) =>
        Assert.Equal(policy, (string?)Stages(Status("A", "SUCCEEDED", failPipeline), ofStage)[0]!["onFailure"]);

    [Fact]
    public void Those_that_fail_the_pipeline_come_first()
    {
        var stages = Stages($"{Status("A", "SUCCEEDED", "false")}, {Status("B", "SUCCEEDED")}");
        Assert.Equal([null, "fail-branch"], stages.Select(stage => (string?)stage!["onFailure"]));
        Imports.AssertJson("""[{ "stage": "B", "status": "SUCCEEDED" }]""", stages[0]!["with"]!["stageStatus"]);
    }

    [Fact]
    public void A_condition_that_is_no_expression_keeps_its_text_in_a_stage_that_cannot_be_saved()
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "type": "checkPreconditions", "preconditions": [{{Expression("${parameters.region} is kr")}}] }""");
        Assert.Equal("feature.precondition-expression", (string?)Imports.StagesOf(imported)[0]!["type"]);
        Assert.Equal("${parameters.region} is kr", (string?)Imports.StagesOf(imported)[0]!["with"]!["expression"]);
        Imports.Missing(imported, "stages[0].preconditions[0]");
        Assert.NotEmpty(imported.Faults);
    }

    private static JsonArray Stages(string preconditions, string fields = "") =>
        Imports.StagesOf(Imports.Stages($$"""{ "refId": "1", "type": "checkPreconditions", "preconditions": [{{preconditions}}]{{fields}} }"""));

    private static string Expression(string expression) => $$"""{ "type": "expression", "context": { "expression": "{{expression}}" } }""";

    private static string Status(string stage, string status, string failPipeline = "true") =>
        $$"""{ "type": "stageStatus", "failPipeline": {{failPipeline}}, "context": { "stageName": "{{stage}}", "stageStatus": "{{status}}" } }""";
}
