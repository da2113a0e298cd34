using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schema;
using Pipeline.Definitions.Tests.Documents;

namespace Pipeline.Definitions.Tests.Schema;

public sealed class TemplateJsonSchemaTests
{
    private static readonly JsonSchema Published = JsonSchema.Compile(TemplateJsonSchema.Create(SampleStageTypes.All));

    private static readonly JsonSchema Pipelines = JsonSchema.Compile(PipelineJsonSchema.Create(SampleStageTypes.All));

    [Fact]
    public void A_template_that_the_product_takes_is_valid_for_an_editor() => Assert.Empty(FaultsOf(Templates.Templates.Service, Published));

    [Theory]
    [InlineData("{ stages: '${variables.stages}' }")]
    [InlineData("{ disabled: '${variables.off}', stages: [ { id: '${variables.a}', type: '${variables.b}', join: '${variables.c}', timeout: '${variables.d}', dependsOn: '${variables.e}', with: '${variables.f}' } ] }")]
    [InlineData("{ parameters: [ { name: a, type: '${variables.t}', required: '${variables.r}' } ], stages: [ { id: a, type: feature.wait, with: { duration: '${variables.d}' } } ] }")]
    public void An_editor_lets_a_variable_stand_for_any_value(string pipeline) => Assert.Empty(FaultsOf(Document(pipeline), Published));

    [Theory]
    [InlineData("{ stages: [ { id: a, type: feature.wait, with: { duration: soon } } ] }", "spec.pipeline.stages[0].with.duration")]
    [InlineData("{ stages: [ { id: a, type: feature.wait, onFailur: ignore, with: { duration: 5s } } ] }", "spec.pipeline.stages[0].onFailur")]
    [InlineData("{ template: { name: other } }", "spec.pipeline.template")]
    public void An_editor_marks_what_is_wrong(string pipeline, string path) => Assert.Contains(FaultsOf(Document(pipeline), Published), fault => fault.Path == path);

    [Theory]
    [InlineData("{ template: { name: service, revision: 3, variables: { region: kr } }, disabled: true, triggers: [] }", null)]
    [InlineData("{ template: { name: service }, stages: [] }", "spec.stages")]
    [InlineData("{ template: { nam: service } }", "spec.template.name")]
    [InlineData("{ disabled: true }", "spec.stages")]
    public void An_editor_knows_instances(string spec, string? path)
    {
        var faults = FaultsOf($"apiVersion: pipeline/v1\nkind: Pipeline\nmetadata: {{ name: checkout }}\nspec: {spec}\n", Pipelines);

        Assert.Equal(path is null, faults.Count == 0);
        Assert.True(path is null || faults.Any(fault => fault.Path == path), string.Join('\n', faults));
    }

    private static IReadOnlyList<DefinitionFault> FaultsOf(string yaml, JsonSchema schema) => PipelineJsonSchemaTests.FaultsOf(yaml, schema);

    private static string Document(string pipeline) => $$"""
        apiVersion: pipeline/v1
        kind: PipelineTemplate
        metadata: { name: service }
        spec: { variables: [ { name: a, description: x } ], pipeline: {{pipeline}} }
        """;
}
