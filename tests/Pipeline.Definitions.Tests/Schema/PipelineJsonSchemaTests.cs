using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schema;
using Pipeline.Definitions.Tests.Documents;
using Pipeline.Testing;

namespace Pipeline.Definitions.Tests.Schema;

public sealed class PipelineJsonSchemaTests
{
    private static readonly JsonSchema Published = JsonSchema.Compile(PipelineJsonSchema.Create(SampleStageTypes.All));

    public static IEnumerable<TheoryDataRow<string>> Samples() =>
        Directory.EnumerateFiles(SourceTree.Combine("samples", "pipelines"), "*.yaml").Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_valid_for_the_product_and_for_an_editor(string file)
    {
        var text = File.ReadAllText(SourceTree.Combine("samples", "pipelines", file));

        Assert.Empty(Documents.Documents.Yaml(text).Faults);
        Assert.Empty(FaultsOf(text));
    }

    [Theory]
    [InlineData("{ id: a, type: feature.wait, with: { duration: '${x}' } }")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 0 } }")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: '${m}', url: '${u}', headers: { a: '${x}' }, failFastStatusCodes: ['${1}', 404] } }")]
    [InlineData("{ id: a, type: feature.wait, enabledIf: '${x}', with: { duration: 5s } }")]
    [InlineData("{ id: a, type: feature.precondition, with: { conditions: ['${x}', { expression: true }] } }")]
    public void An_editor_lets_expressions_stand_for_any_value(string stage) => Assert.Empty(FaultsOf(Document(stage)));

    [Theory]
    [InlineData("{ id: a, type: feature.wait }", "spec.stages[0].with")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: soon } }", "spec.stages[0].with.duration")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 5s, more: 1 } }", "spec.stages[0].with.more")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: post, url: 'http://x' } }", "spec.stages[0].with.method")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', waitForCompletion: 1 } }", "spec.stages[0].with.waitForCompletion")]
    [InlineData("{ id: a, type: feature.hold, with: {} }", "spec.stages[0].type")]
    [InlineData("{ id: a, type: feature.wait, join: most, with: { duration: 5s } }", "spec.stages[0].join")]
    [InlineData("{ id: a, type: feature.wait, onFailure: stop, with: { duration: 5s } }", "spec.stages[0].onFailure")]
    [InlineData("{ id: a, type: feature.wait, enabledIf: 'parameters.x', with: { duration: 5s } }", "spec.stages[0].enabledIf")]
    [InlineData("{ id: a, type: feature.wait, enabledIf: true, with: { duration: 5s } }", "spec.stages[0].enabledIf")]
    [InlineData("{ id: a b, type: feature.wait, with: { duration: 5s } }", "spec.stages[0].id")]
    [InlineData("{ id: a, type: feature.wait, requires: [x, x], with: { duration: 5s } }", "spec.stages[0].requires[1]")]
    [InlineData("{ id: a, type: feature.wait, produces: [ { id: x } ], with: { duration: 5s } }", "spec.stages[0].produces[0].match")]
    [InlineData("{ id: a, type: feature.wait, produces: [ { id: x, match: {} } ], with: { duration: 5s } }", "spec.stages[0].produces[0].match")]
    [InlineData("{ id: a, type: feature.wait, produces: [ { id: x, match: { typ: y } } ], with: { duration: 5s } }", "spec.stages[0].produces[0].match.typ")]
    [InlineData("{ id: a, type: feature.wait, produces: [ { id: x, default: { name: y } } ], with: { duration: 5s } }", "spec.stages[0].produces[0].default.type")]
    [InlineData("{ id: a, type: feature.wait, produces: [ { id: x, usePrior: true, default: { type: y } } ], with: { duration: 5s } }", "spec.stages[0].produces[0].usePrior")]
    [InlineData("{ id: a, type: feature.wait, notifications: [ { channel: ops } ], with: { duration: 5s } }", "spec.stages[0].notifications[0].on")]
    [InlineData("{ id: a, type: feature.wait, notifications: [ { channel: ops, on: [fail] } ], with: { duration: 5s } }", "spec.stages[0].notifications[0].on[0]")]
    [InlineData("{ id: a, type: feature.wait, notifications: [ { channel: ops, on: [failed], to: [ann] } ], with: { duration: 5s } }", "spec.stages[0].notifications[0].to[0]")]
    [InlineData("{ id: a, type: feature.wait, triggers: [], with: { duration: 5s } }", "spec.stages[0].triggers")]
    public void An_editor_marks_what_is_wrong(string stage, string path) => Assert.Equal(path, Assert.Single(FaultsOf(Document(stage))).Path);

    [Fact]
    public void References_of_an_input_schema_move_with_it()
    {
        var recursive = SampleStageTypes.All["feature.wait"] with
        {
            InputSchema = (JsonObject)JsonNode.Parse("""
                { "type": "object", "properties": { "tree": {
                    "type": "object", "required": ["size"],
                    "properties": { "size": { "type": "integer" }, "children": { "type": "array", "items": { "$ref": "#/properties/tree" } },
                                    "first": { "$ref": "#/properties/tree/properties/children/items" } } } } }
                """)!,
        };
        var schema = JsonSchema.Compile(PipelineJsonSchema.Create(new Dictionary<string, StageTypeDescription> { [recursive.Type] = recursive }));

        Assert.Empty(FaultsOf(Document("{ id: a, type: feature.wait, with: { tree: { size: 1, children: [{ size: 2, first: { size: '${x}' } }, '${y}'] } } }"), schema));
        Assert.NotEmpty(FaultsOf(Document("{ id: a, type: feature.wait, with: { tree: { size: 1, children: [{ size: 2, first: { size: x } }] } } }"), schema));
    }

    [Fact]
    public void Each_stage_type_brings_its_title_and_description()
    {
        var schema = PipelineJsonSchema.Create(SampleStageTypes.All);

        var choices = (JsonArray)schema["$defs"]!["stage"]!["properties"]!["type"]!["enum"]!;
        Assert.Equal(SampleStageTypes.All.Keys.Order(StringComparer.Ordinal), choices.Select(choice => (string)choice!));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.All((JsonArray)schema["$defs"]!["stage"]!["allOf"]!, rule => Assert.StartsWith("The stage type", (string?)rule!["then"]!["description"], StringComparison.Ordinal));
    }

    internal static IReadOnlyList<DefinitionFault> FaultsOf(string yaml, JsonSchema? schema = null)
    {
        var faults = new FaultList();
        var node = PipelineDocument.Read(yaml, DocumentFormat.Yaml, faults)!;
        new SchemaValidation(faults, expressionsAllowed: false).Validate(schema ?? Published, node, "");
        return faults.ToList();
    }

    private static string Document(string stage) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: checkout }
        spec: { stages: [ {{stage}} ] }
        """;
}
