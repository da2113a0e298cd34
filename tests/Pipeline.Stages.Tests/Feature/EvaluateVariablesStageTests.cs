using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Documents;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Tests.Kernel;

namespace Pipeline.Stages.Tests.Feature;

public sealed class EvaluateVariablesStageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_variable_is_an_output_and_a_later_one_uses_earlier_ones()
    {
        var stage = await RunAsync("""
            [ { "name": "region", "value": "${parameters.region}" },
              { "name": "hosts", "value": ["${region}-1", "${region}-2"], "description": "in ${region}" },
              { "name": "count", "value": "${hosts.size()}" },
              { "name": "plain", "value": "⟦secret:token⟧" },
              { "name": "again", "value": "${plain}" },
              { "name": "parts", "value": { "n": "${count + 1}", "${region}": null } },
              { "name": "nothing", "value": "${null}" } ]
            """);

        Assert.Equal(StageStatus.Succeeded, stage.Status);
        Assert.Equal(
            """{"region":"kr","hosts":["kr-1","kr-2"],"count":2,"plain":"⟦secret:token⟧","again":"⟦secret:token⟧","parts":{"n":3,"kr":null},"nothing":null}""",
            stage.Outputs!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("${a.tag} ${stages['a'].outputs.tag} ${#stage('a').outputs.tag}", "kr-7 kr-7 kr-7")]
    [InlineData("${#toInt(a.tag.split('-')[1]) + 1}", "8")]
    public async Task Stages_behind_read_the_variables(string text, string read)
    {
        var behind = new StageDefinition { Id = "b", Type = "test.acting", DependsOn = ["a"], With = new() { ["text"] = text } };
        await using var kernel = await StartAsync("""[ { "name": "n", "value": 7 }, { "name": "tag", "value": "${parameters.region}-${n}" } ]""", behind);

        await kernel.StepAsync();
        await kernel.Kernel.ExecuteAsync(kernel.Request() with { Stage = "b" }, Cancellation);

        Assert.Equal(read, (await kernel.Store.GetAsync(kernel.Run, Cancellation)).Documents["b"].Inputs!["text"]!.ToString());
    }

    [Fact]
    public async Task Two_variables_do_not_get_the_same_identifier_by_chance()
    {
        const string Variables = """[ { "name": "a1", "value": "${T(java.util.UUID).randomUUID()}" }, { "name": "a2", "value": "${T(java.util.UUID).randomUUID()}" } ]""";

        var outputs = (await RunAsync(Variables)).Outputs!;

        Assert.NotEqual((string?)outputs["a1"], (string?)outputs["a2"]);
    }

    [Theory]
    [InlineData("""[ { "name": "x", "value": "${y}" }, { "name": "y", "value": 1 } ]""", "expression", "variables[0].value: ${y} (line 1, column 1): There is no variable or stage 'y'.")]
    [InlineData("""[ { "name": "x", "value": 1 }, { "name": "y", "value": { "z": "${x.a}" } } ]""", "expression", "variables[1].value.z: ")]
    [InlineData("""[ { "name": "x", "value": 1 }, { "name": "${'x'}", "value": 2 } ]""", "invalid-input", "variables[1].name: Two variables have the name 'x'")]
    [InlineData("""[ { "name": "${'a b'}", "value": 2 } ]""", "invalid-input", "variables[0].name: 'a b' cannot be a variable's name")]
    [InlineData("""[ { "name": "x\n", "value": 2 } ]""", "invalid-input", "cannot be a variable's name")]
    [InlineData("""[ { "name": "parameters", "value": 2 } ]""", "invalid-input", "already has a meaning in expressions")]
    [InlineData("""[ { "name": "x", "value": "Bearer ${secrets.token}" } ]""", "invalid-input", "cannot hold the secret 'token'; write ${secrets.token} where it is used")]
    [InlineData("""[ { "value": 1 } ]""", "invalid-input", "name")]
    [InlineData("""[ { "name": "x" } ]""", "invalid-input", "value")]
    [InlineData("""[ "x" ]""", "invalid-input", "")]
    [InlineData("\"${'x'}\"", "invalid-input", "")]
    public async Task Variable_that_cannot_be_used_fails_the_stage(string variables, string code, string message)
    {
        var stage = await RunAsync(variables);

        Assert.Equal((StageStatus.Terminal, code), (stage.Status, stage.Error!.Code));
        Assert.Contains(message, stage.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{ name: a, value: 1 }, { name: b, value: [1, '${a}'] }]", null)]
    [InlineData("[{ name: a, value: 1 }, { name: a, value: 2 }]", "spec.stages[0].with.variables[1].name: Two entries have the name 'a'; give one of them another.")]
    [InlineData("[{ name: a-b, value: 1 }]", "spec.stages[0].with.variables[0].name: This does not match the pattern ^[A-Za-z_][A-Za-z0-9_]{0,62}$.")]
    [InlineData("[{ name: a }]", "spec.stages[0].with.variables[0].value: The field 'value' is missing.")]
    [InlineData("[{ name: a, value: '${#toInt()}' }]", "spec.stages[0].with.variables[0].value: toInt takes 1 argument, not 0.")]
    public void Documents_are_checked(string variables, string? fault)
    {
        var result = PipelineDocument.Parse(
            $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: p }
            spec: { stages: [ { id: a, type: feature.evaluate-variables, with: { variables: {{variables}} } } ] }
            """,
            DocumentFormat.Yaml,
            StageTypeSchemas.All);

        Assert.Equal(fault is null ? [] : [fault], result.Faults.Select(each => $"{each.Path}: {each.Message}"));
    }

    private static async Task<StageDocument> RunAsync(string variables)
    {
        await using var kernel = await StartAsync(variables);
        await kernel.StepAsync();
        return await kernel.StageAsync();
    }

    private static Task<KernelFixture> StartAsync(string variables, params StageDefinition[] others) => KernelFixture.StartAsync(
        new() { Id = "a", Type = "feature.evaluate-variables", With = new() { ["variables"] = JsonNode.Parse(variables) } },
        new() { ["region"] = "kr" },
        others);
}
