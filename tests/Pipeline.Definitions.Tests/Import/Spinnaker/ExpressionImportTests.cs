using System.Text.Json.Nodes;
using Pipeline.Definitions.Import.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

public sealed class ExpressionImportTests
{
    private const string Before = """
        { "refId": "1", "name": "Vars", "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "x" }, { "key": "image", "value": "${tag}:${later}" }, { "key": "later", "value": "y" }] },
        { "refId": "no id!", "name": "Test", "type": "webhook", "url": "https://x", "requisiteStageRefIds": ["1"] },
        { "refId": "3", "name": "Ask", "type": "manualJudgment", "requisiteStageRefIds": ["no id!"] },
        { "refId": "4", "name": "Child", "type": "pipeline", "pipeline": "p", "requisiteStageRefIds": ["3"] },
        { "refId": "5", "name": "Deploy", "type": "deployManifest", "requisiteStageRefIds": ["4"] },
        """;

    [Theory]
    [InlineData("plain text $ { }")]
    [InlineData("${parameters.region}")]
    [InlineData("${parameters['unheard-of']}")]
    [InlineData("${trigger['payload']['a'].b}")]
    [InlineData("${trigger.payload.items.?[name == 'x'][0].![id]}")]
    [InlineData("${#stage('Vars')['outputs']['tag']}")]
    [InlineData("${#stage('Vars').context.image}")]
    [InlineData("${#stage(\"Test\")['context']['webhook']['body']['x'] ?: 'none'}")]
    [InlineData("${#stage('Test').status.toString() == 'SUCCEEDED' ? 1 : 2}")]
    [InlineData("${#stage('Ask')['context']['judgmentInput']}")]
    [InlineData("${#judgment('Ask')}")]
    [InlineData("${#stage('Deploy')['context']['anything']}")]
    [InlineData("${#stage('Child')['context']['status']}")]
    [InlineData("${#currentStage()['name']}")]
    [InlineData("${new java.text.SimpleDateFormat('yyyyMMdd').format(new java.util.Date())}")]
    [InlineData("${T(java.lang.Math).max(1, 2)}")]
    [InlineData("${parameters.region?.toUpperCase()}")]
    [InlineData("${execution.application}-${execution['id']}")]
    [InlineData("${'${HOME}'}")]
    [InlineData("${#toJson({a: 1})}")]
    public void An_expression_that_means_the_same_stays(string text)
    {
        var (converted, missing) = Convert(text);
        Assert.Equal(text, converted);
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("${tag}", "${stages['1'].outputs.tag}")]
    [InlineData("a-${ tag + image }-b", "a-${ stages['1'].outputs.tag + stages['1'].outputs.image }-b")]
    [InlineData("${#stageByRefId('no id!').status}", "${#stageByRefId('no-id-').status}")]
    [InlineData("${execution.trigger.payload.x}", "${trigger.payload.x}")]
    [InlineData("${execution['trigger']['payload']['x']}", "${trigger['payload']['x']}")]
    [InlineData("${execution[ 'trigger' ].parameters.region}", "${trigger.parameters.region}")]
    public void A_name_that_means_something_else_is_replaced(string text, string expected)
    {
        var (converted, missing) = Convert(text);
        Assert.Equal(expected, converted);
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("${unheardOf}", "looked up in the contexts")]
    [InlineData("${buildInfo.number}", "looked up in the contexts")]
    [InlineData("${templateVariables.x}", "looked up in the contexts")]
    [InlineData("${Test}", "looked up in the contexts")]
    [InlineData("${secrets.x}", "looked up in the contexts")]
    [InlineData("${parameters.undeclared}", "no parameter 'undeclared'")]
    [InlineData("${execution['stages'].?[name == 'x']}", "no 'stages'")]
    [InlineData("${execution.authentication.user}", "no 'authentication'")]
    [InlineData("${trigger['hash']}", "no 'hash'")]
    [InlineData("${execution.trigger.buildInfo.number}", "no 'buildInfo'")]
    [InlineData("${#stage('Nobody').status}", "no stage 'Nobody'")]
    [InlineData("${#stageByRefId('99')}", "no stage '99'")]
    [InlineData("${#stage('Test')['tasks'][0]}", "no 'tasks'")]
    [InlineData("${#stage('Test').type}", "no 'type'")]
    [InlineData("${#stage('Test')['context']['buildInfo']}", "no 'buildInfo'")]
    [InlineData("${#stage('Test')['context']['customHeaders']}", "no 'customHeaders'")]
    [InlineData("${#stage('Vars').outputs.other}", "no 'other'")]
    [InlineData("${#stage('Child')['context']['executionId']}", "no 'executionId'")]
    [InlineData("${#stageByRefId('4').outputs['executionId']}", "no 'executionId'")]
    [InlineData("${#pipelineId('My Pipeline')}", "a slug")]
    [InlineData("${parameters.region.getClass()}", "no method 'getClass'")]
    [InlineData("${T(java.lang.Math).cos(1)}", "no method 'cos'")]
    [InlineData("${T(java.lang.Runtime).getRuntime()}", "Runtime")]
    [InlineData("${#deployedServerGroups('x')}", "no function '#deployedServerGroups'")]
    [InlineData("${#variable}", "'#variable' is not known")]
    [InlineData("${@bean.call()}", "Beans")]
    [InlineData("${new String[] {'a'}}", "Arrays")]
    [InlineData("${a = 1}", "assign")]
    [InlineData("${never closed", "not closed")]
    public void What_has_no_counterpart_stays_and_is_listed_with_its_text(string text, string why)
    {
        var (converted, missing) = Convert(text);
        if (!text.StartsWith("${execution.trigger", StringComparison.Ordinal))
            Assert.Equal(text, converted);
        var found = Assert.Single(missing, missing => missing.Why.Contains(why, StringComparison.Ordinal));
        Assert.Equal("stages[5].url", found.Path);
        Assert.Contains(text[..^1], found.What, StringComparison.Ordinal);
        Assert.NotEmpty(found.Instead);
    }

    [Fact]
    public void A_variable_sees_those_before_it_and_no_later_ones()
    {
        var imported = Imports.Stages(Before.TrimEnd(',', '\n', '\r', ' '));
        Assert.Equal("${tag}:${later}", (string?)Imports.StagesOf(imported)[0]!["with"]!["variables"]![1]!["value"]);
        Assert.Contains("'later'", Imports.Missing(imported, "stages[0].variables[1].value").Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_stages_that_define_a_variable_the_nearest_is_meant()
    {
        const string Definers = """
            { "refId": "1", "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "1" }] },
            { "refId": "2", "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "2" }], "requisiteStageRefIds": ["1"] },
            { "refId": "3", "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "3" }] },
            """;
        var near = Imports.Stages(Definers + """{ "refId": "4", "type": "webhook", "url": "${tag}", "requisiteStageRefIds": ["2"] }""");
        Assert.Equal("${stages['2'].outputs.tag}", (string?)Imports.StagesOf(near)[3]!["with"]!["url"]);

        var unclear = Imports.Stages(Definers + """{ "refId": "4", "type": "webhook", "url": "${tag}", "requisiteStageRefIds": ["2", "3"] }""");
        Assert.Equal("${tag}", (string?)Imports.StagesOf(unclear)[3]!["with"]!["url"]);
        Assert.Contains("none of them is nearest", Imports.Missing(unclear, "stages[3].url").Why, StringComparison.Ordinal);

        var beside = Imports.Stages(Definers + """{ "refId": "4", "type": "webhook", "url": "${tag}" }""");
        Imports.Missing(beside, "stages[3].url");
    }

    [Fact]
    public void Expressions_in_keys_and_deep_in_values_are_converted_and_found_at_their_paths()
    {
        var imported = Imports.Stages(Before + """{ "refId": "9", "type": "webhook", "url": "https://x", "requisiteStageRefIds": ["5"], "payload": { "${tag}": [{ "a": "${tag}" }, "${b}"] } }""");
        Imports.AssertJson("""{ "${stages['1'].outputs.tag}": [{ "a": "${stages['1'].outputs.tag}" }, "${b}"] }""", Imports.StagesOf(imported)[5]!["with"]!["payload"]);
        Imports.Missing(imported, "stages[5].payload['${tag}'][1]");
    }

    private static (string Converted, MissingFeature[] Missing) Convert(string text)
    {
        var quoted = JsonValue.Create(text).ToJsonString();
        var imported = Imports.Stages($$"""{{Before}} { "refId": "6", "name": "Last", "type": "webhook", "url": {{quoted}}, "requisiteStageRefIds": ["5"] }""");
        var url = (string?)Imports.StagesOf(imported)[5]!["with"]!["url"];
        return (url!, [.. imported.Missing.Where(missing => missing.Path.StartsWith("stages[5]", StringComparison.Ordinal))]);
    }
}
