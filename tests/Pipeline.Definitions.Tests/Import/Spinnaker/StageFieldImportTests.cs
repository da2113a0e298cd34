using Pipeline.Definitions.Import.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>What all stages have.</summary>
public sealed class StageFieldImportTests
{
    [Theory]
    [InlineData(true, false, false, FailurePolicy.FailPipeline)]
    [InlineData(false, false, false, FailurePolicy.FailBranch)]
    [InlineData(false, false, true, FailurePolicy.FailBranchThenPipeline)]
    [InlineData(false, true, false, FailurePolicy.Ignore)]
    [InlineData(true, true, false, FailurePolicy.Ignore)]
    [InlineData(true, false, true, FailurePolicy.FailPipeline)]
    [InlineData(false, true, true, FailurePolicy.Ignore)]
    [InlineData(true, true, true, FailurePolicy.Ignore)]
    public void Three_switches_are_one_policy(bool failPipeline, bool continuePipeline, bool completeOtherBranches, FailurePolicy policy) =>
        Assert.Equal(policy, FailureImport.Of(failPipeline, continuePipeline, completeOtherBranches));

    [Theory]
    [InlineData("\"waitTime\": 1", null)]
    [InlineData("\"failPipeline\": \"false\"", "fail-branch")]
    [InlineData("\"failPipeline\": false, \"completeOtherBranchesThenFail\": \"TRUE\"", "fail-branch-then-pipeline")]
    [InlineData("\"continuePipeline\": true", "ignore")]
    public void Switches_may_be_texts(string fields, string? policy) => Assert.Equal(policy, (string?)Imports.Stage(fields)["onFailure"]);

    [Theory]
    [InlineData("\"stageTimeoutMs\": 90000", "1m30s")]
    [InlineData("\"stageTimeoutMs\": \"7200000\", \"overrideTimeout\": true", "2h")]
    [InlineData("\"overrideTimeout\": true", null)]
    [InlineData("\"stageTimeoutMs\": 0", null)]
    public void A_timeout_is_a_duration(string fields, string? timeout) => Assert.Equal(timeout, (string?)Imports.Stage(fields)["timeout"]);

    [Theory]
    [InlineData("30", "30s")]
    [InlineData("\"420\"", "7m")]
    [InlineData("\"${parameters.region}\"", "${parameters.region}s")]
    [InlineData("0.5", "500ms")]
    [InlineData("null", "0")]
    public void A_wait_is_a_duration(string seconds, string duration) =>
        Assert.Equal(duration, (string?)Imports.Stages($$"""{ "refId": "1", "type": "wait", "waitTime": {{seconds}} }""").Document["spec"]!["stages"]![0]!["with"]!["duration"]);

    [Theory]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("${ parameters.region == 'kr' }", "${ parameters.region == 'kr' }")]
    [InlineData("parameters.region == 'kr'", "${parameters.region == 'kr'}")]
    [InlineData("\\\"${ parameters.region == 'kr' }\\\"", "${ parameters.region == 'kr' }")]
    [InlineData("'${parameters.region}' == 'kr' || '${ parameters.region }' == 'jp'", "${(parameters.region).toString() == 'kr' || ( parameters.region ).toString() == 'jp'}")]
    [InlineData("true", "${true}")]
    public void A_condition_is_one_expression(string condition, string? expression) =>
        Assert.Equal(expression, (string?)Imports.Stage($$"""  "stageEnabled": { "type": "expression", "expression": "{{condition}}" } """)["enabledIf"]);

    [Theory]
    [InlineData("${parameters.region} == 'kr'")]
    [InlineData("not ${")]
    public void A_condition_that_is_none_stays_with_a_fault_so_that_the_stage_never_runs_by_mistake(string condition)
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "type": "wait", "stageEnabled": { "type": "expression", "expression": "{{condition}}" } }""");
        Imports.Missing(imported, "stages[0].stageEnabled.expression");
        Assert.Contains(imported.Faults, fault => fault.Path == "spec.stages[0].enabledIf");
    }

    [Fact]
    public void Ids_are_valid_unique_and_no_other_stages_name()
    {
        var imported = Imports.Stages("""
            { "refId": "1", "name": "build", "type": "wait" },
            { "refId": "wait for it!", "name": "b", "type": "wait", "requisiteStageRefIds": ["1"] },
            { "refId": "build", "name": "c", "type": "wait", "requisiteStageRefIds": ["wait for it!", "1", "1"] },
            { "refId": "1", "name": "d", "type": "wait", "requisiteStageRefIds": ["build"] },
            { "refId": 7, "type": "wait", "requisiteStageRefIds": [1] }
            """);
        var stages = Imports.StagesOf(imported);
        Assert.Equal(["1", "wait-for-it-", "stage-build", "1-2", "7"], stages.Select(stage => (string?)stage!["id"]));
        Imports.AssertJson("""["wait-for-it-", "1"]""", stages[2]!["dependsOn"]);
        Imports.AssertJson("""["stage-build"]""", stages[3]!["dependsOn"]);
        Imports.AssertJson("""["1"]""", stages[4]!["dependsOn"]);
        Assert.Equal("wait", (string?)stages[4]!["name"]);
        Imports.Missing(imported, "stages[3].refId");
        Assert.Empty(imported.Faults);
    }

    [Fact]
    public void Stages_without_ids_run_one_after_the_other()
    {
        var stages = Imports.StagesOf(Imports.Stages("""{ "type": "wait" }, { "type": "wait" }, { "type": "wait" }"""));
        Assert.Equal(["stage-1", "stage-2", "stage-3"], stages.Select(stage => (string?)stage!["id"]));
        Assert.Null(stages[0]!["dependsOn"]);
        Imports.AssertJson("""["stage-2"]""", stages[2]!["dependsOn"]);
    }

    [Fact]
    public void An_upstream_that_there_is_not_is_a_fault_of_the_document() =>
        Assert.Contains(Imports.Stages("""{ "refId": "1", "type": "wait", "requisiteStageRefIds": ["9"] }""").Faults, fault => fault.Path == "spec.stages[0].dependsOn[0]");

    [Theory]
    [InlineData("""{ "days": [1, 7], "whitelist": [{ "startHour": 9, "startMin": 30, "endHour": 17, "endMin": 0 }] }""", """{ "days": ["sun", "sat"], "hours": [{ "from": "09:30", "to": "17:01" }], "zone": "America/Los_Angeles" }""")]
    [InlineData("""{ "days": [2], "whitelist": [{ "startHour": 22, "startMin": 0, "endHour": 1, "endMin": 59 }] }""", """{ "days": ["mon"], "hours": [{ "from": "22:00", "to": "24:00" }, { "from": "00:00", "to": "02:00" }], "zone": "America/Los_Angeles" }""")]
    [InlineData("""{ "days": [4] }""", """{ "days": ["wed"], "zone": "America/Los_Angeles" }""")]
    [InlineData("""{ "whitelist": [{ "startHour": 0, "endHour": 23, "endMin": 59 }] }""", """{ "hours": [{ "from": "00:00", "to": "24:00" }], "zone": "America/Los_Angeles" }""")]
    [InlineData("""{ "whitelist": [] }""", null)]
    public void A_window_opens_at_the_same_minutes(string restricted, string? window)
    {
        var json = $$"""{ "name": "p", "stages": [{ "refId": "1", "type": "wait", "restrictExecutionDuringTimeWindow": true, "restrictedExecutionWindow": {{restricted}} }] }""";
        var imported = SpinnakerImport.Convert(json, Imports.StageTypes, new("p", "a"));
        if (window is null)
        {
            Assert.Null(Imports.StagesOf(imported)[0]!["window"]);
            return;
        }

        Imports.AssertJson(window, Imports.StagesOf(imported)[0]!["window"]);
        Assert.Contains("time zone", Imports.Missing(imported, "stages[0].restrictedExecutionWindow").What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_random_delay_of_a_window_comes_along_and_a_window_that_is_off_is_ignored()
    {
        const string Window = "\"restrictedExecutionWindow\": { \"days\": [2], \"jitter\": { \"enabled\": true, \"minDelay\": 5, \"maxDelay\": 60, \"skipManual\": true } }";
        var on = Imports.Stages($$"""{ "refId": "1", "type": "wait", "restrictExecutionDuringTimeWindow": true, {{Window}} }""");
        Imports.AssertJson(
            """{ "days": ["mon"], "zone": "America/Los_Angeles", "jitter": { "min": "5s", "max": "60s", "skipManual": true } }""", Imports.StagesOf(on)[0]!["window"]);
        Assert.Empty(on.Faults);

        var off = Imports.Stages($$"""{ "refId": "1", "type": "wait", "restrictExecutionDuringTimeWindow": false, {{Window}} }""");
        Imports.AssertNothingMissing(off);
        Assert.Contains("stages[0].restrictedExecutionWindow", off.Ignored);
    }

    [Fact]
    public void Expressions_where_nobody_evaluates_them_are_listed()
    {
        var imported = Imports.Stages("""{ "refId": "1", "name": "Build ${parameters.region}", "comments": "For ${parameters.region}", "type": "wait", "failOnFailedExpressions": false }""");
        Imports.Missing(imported, "stages[0].name");
        Imports.Missing(imported, "stages[0].comments");
        Imports.Missing(imported, "stages[0].failOnFailedExpressions");
        Assert.Empty(imported.Faults);
    }
}
