using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Tests.Schema;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class ArtifactDocumentTests
{
    internal const string Release = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: release }
        spec:
          artifacts:
            - id: image
              displayName: The image
              match: { type: docker/image, name: shop/checkout, version: '1\.[0-9]+' }
              usePrior: true
              default:
                type: docker/image
                name: shop/checkout
                version: '1.0'
                location: kr
                reference: shop/checkout:1.0
                metadata: { labels: [a, 1, null] }
            - { id: source, match: { type: git/commit, location: main, reference: abc }, displayName: source }
            - { id: values, default: { type: http/file } }
          stages:
            - id: bake
              type: feature.fail
              requires: [image, source]
              produces:
                - { id: manifest, displayName: Rendered, match: { type: embedded/base64, name: release } }
                - { id: log, default: { type: custom/object } }
              with: { message: x }
            - { id: check, type: feature.fail, dependsOn: [bake], with: { message: x } }
            - { id: deploy, type: feature.fail, dependsOn: [check], requires: [manifest, image], with: { message: x } }
        """;

    [Fact]
    public void A_document_says_what_a_run_expects_and_its_stages_require_and_produce()
    {
        var definition = Definition(Yaml(Release));

        Assert.Equal(["The image", "source", "values"], definition.Artifacts.Select(artifact => artifact.DisplayName));
        var image = definition.Artifacts[0];
        Assert.Equal(new ArtifactMatch { Type = "docker/image", Name = "shop/checkout", Version = @"1\.[0-9]+" }, image.Match);
        Assert.True(image.UsePrior);
        Assert.Equal(
            new()
            {
                Type = "docker/image",
                Name = "shop/checkout",
                Version = "1.0",
                Location = "kr",
                Reference = "shop/checkout:1.0",
                Metadata = new() { ["labels"] = new JsonArray("a", 1, null) },
            },
            image.Default);
        Assert.Equal(new() { Type = "git/commit", Location = "main", Reference = "abc" }, definition.Artifacts[1].Match);
        Assert.Equal((new(), false, "http/file"), (definition.Artifacts[2].Match, definition.Artifacts[2].UsePrior, definition.Artifacts[2].Default!.Type));
        Assert.Equal(["image", "source"], definition.Stages[0].Requires);
        Assert.Equal(["manifest", "log"], definition.Stages[0].Produces.Select(artifact => artifact.Id));
        Assert.Equal("Rendered", definition.Stages[0].Produces[0].DisplayName);
        Assert.Empty(definition.Stages[1].Requires);
        Assert.Empty(definition.Stages[1].Produces);
    }

    [Fact]
    public void All_notations_and_the_stored_form_say_the_same()
    {
        var definition = Definition(Yaml(Release));
        var json = PipelineDocument.ToJson(definition);
        var stored = JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);

        Assert.Equal(json, PipelineDocument.ToJson(Definition(Json(json))));
        Assert.Equal(json, PipelineDocument.ToJson(Definition(Yaml(PipelineDocument.ToYaml(definition)))));
        Assert.Equal(json, PipelineDocument.ToJson(JsonSerializer.Deserialize(stored, DefinitionsJson.Default.PipelineDefinition)!));
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(Release));
    }

    [Fact]
    public void A_definition_stored_before_there_were_artifacts_has_none()
    {
        var definition = JsonSerializer.Deserialize(
            """{"apiVersion":"pipeline/v1","name":"a","application":"default","disabled":false,"parameters":[],"stages":[{"id":"s","type":"feature.wait","name":"s","dependsOn":[],"with":{}}]}""",
            DefinitionsJson.Default.PipelineDefinition)!;

        Assert.Empty(definition.Artifacts);
        Assert.Empty(definition.Stages[0].Requires);
        Assert.Empty(definition.Stages[0].Produces);
    }

    [Fact]
    public void A_written_document_leaves_out_what_is_not_said() =>
        Assert.Equal(
            """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata:
              name: a
              application: default
            spec:
              artifacts:
              - id: image
                match:
                  type: docker/image
              stages:
              - id: s
                type: feature.fail
                requires: [image]
                produces:
                - id: log
                  default:
                    type: custom/object

            """,
            PipelineDocument.ToYaml(new()
            {
                Name = "a",
                Artifacts = [new() { Id = "image", Match = new() { Type = "docker/image", Name = "", Version = " " } }],
                Stages = [new() { Id = "s", Type = "feature.fail", Requires = ["image"], Produces = [new() { Id = "log", Default = new() { Type = "custom/object" } }] }],
            }));

    [Theory]
    [InlineData("{ match: { type: x } }", "id", "missing", "The field 'id' is missing.")]
    [InlineData("{ id: a b, match: { type: x } }", "id", "invalid-name", "'a b' is no artifact id")]
    [InlineData("{ id: a }", "match", "missing", "say at least the artifact's type, or give a default")]
    [InlineData("{ id: a, match: {} }", "match", "invalid-value", "An empty match takes any artifact")]
    [InlineData("{ id: a, match: { type: '', name: ' ' } }", "match", "invalid-value", "An empty match takes any artifact")]
    [InlineData("{ id: a, match: [] }", "match", "wrong-type", "This must be a map, but is a list.")]
    [InlineData("{ id: a, match: { typ: x } }", "match.typ", "unknown-field", "Did you mean 'type'?")]
    [InlineData("{ id: a, match: { type: x, version: 1.0 } }", "match.version", "wrong-type", "Write it in quotation marks: \"1.0\".")]
    [InlineData("{ id: a, match: { type: '(' } }", "match.type", "invalid-pattern", "This is no regular expression: at character 2")]
    [InlineData("{ id: a, match: { name: 'a)|(b' } }", "match.name", "invalid-pattern", "This is no regular expression")]
    [InlineData("{ id: a, match: { location: '(?=a)' } }", "match.location", "invalid-pattern", "Look-around")]
    [InlineData("{ id: a, match: { type: x, reference: '+++' } }", "match.reference", "invalid-pattern", "This is no regular expression")]
    [InlineData("{ id: a, match: { version: '${parameters.v}' } }", "match.version", "invalid-expression", "inside 'with' only")]
    [InlineData("{ id: a, match: { type: x }, default: {} }", "default.type", "missing", "The field 'type' is missing.")]
    [InlineData("{ id: a, match: { type: x }, default: { type: '' } }", "default.type", "invalid-name", "must not be empty")]
    [InlineData("{ id: a, match: { type: x }, default: { type: x, provenance: { run: r } } }", "default.provenance", "unknown-field", "There is no field 'provenance' here.")]
    [InlineData("{ id: a, match: { type: x }, default: { type: x, metadata: { b: ['${c}'] } } }", "default.metadata.b[0]", "invalid-expression", "inside 'with' only")]
    [InlineData("{ id: a, match: { type: x }, useDefault: true }", "useDefault", "unknown-field", "There is no field 'useDefault' here.")]
    public void A_wrong_artifact_has_one_fault_wherever_it_stands(string artifact, string path, string code, string message)
    {
        foreach (var (text, place) in new[] { (Document($"artifacts: [ {artifact} ]"), "spec.artifacts[0]"), (Document("", $"produces: [ {artifact} ]"), "spec.stages[0].produces[0]") })
        {
            var fault = Fault(Yaml(text));
            Assert.Equal(($"{place}.{path}", code), (fault.Path, fault.Code));
            Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("artifacts: [ 5 ]", "", "wrong-type", "a map with the fields id and match")]
    [InlineData("artifacts: { id: a }", "", "wrong-type", "This must be a list")]
    [InlineData("", "requires: image", "wrong-type", "This must be a list")]
    [InlineData("", "requires: [5]", "wrong-type", "the id of an artifact, a text")]
    [InlineData("", "produces: [ { id: a, match: { type: x }, usePrior: true } ]", "unknown-field", "There is no field 'usePrior' here.")]
    [InlineData("artifacts: [ { id: a, match: { type: x } }, { id: a, match: { type: y } } ]", "", "duplicate", "Two artifacts have the id 'a': spec.artifacts[0] on line 5 and this one.")]
    [InlineData("artifacts: [ { id: a, match: { type: x } } ]", "produces: [ { id: a, match: { type: x } } ]", "duplicate", "Two artifacts have the id 'a': spec.artifacts[0] on line 5 and this one.")]
    [InlineData("artifacts: [ { id: image, match: { type: x } } ]", "requires: [imgae]", "unknown-artifact", "There is no artifact 'imgae'. Did you mean 'image'?")]
    [InlineData("", "requires: [image]", "unknown-artifact", "There is no artifact 'image'. Name it in spec.artifacts, or in 'produces' of a stage upstream.")]
    [InlineData("artifacts: [ { id: image, match: { type: x } } ]", "requires: [image, image]", "duplicate", "Artifact 'image' is listed twice here.")]
    [InlineData("", "requires: [a], produces: [ { id: a, match: { type: x } } ]", "artifact-not-upstream", "Stage 's' itself produces 'a' and cannot wait for it. Take this out.")]
    public void What_is_said_of_artifacts_must_fit_together(string spec, string stage, string code, string message)
    {
        var fault = Fault(Yaml(Document(spec, stage)));
        Assert.Equal(code, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_stage_requires_is_produced_upstream_of_it()
    {
        const string Build = "{ id: build, type: feature.fail, with: { message: x }, produces: [ { id: image, match: { type: x } } ] },";
        const string Test = "{ id: test, type: feature.fail, with: { message: x }, dependsOn: [build] },";

        Assert.Empty(Stages($"{Build} {Test} {{ id: deploy, type: feature.fail, with: {{ message: x }}, dependsOn: [test], requires: [image] }}").Faults);
        Assert.Empty(Stages($"{{ id: deploy, type: feature.fail, with: {{ message: x }}, dependsOn: [test], requires: [image] }}, {Test} {Build}").Faults);

        var fault = Fault(Stages($"{Build} {Test} {{ id: deploy, type: feature.fail, with: {{ message: x }}, requires: [image] }}"));
        Assert.Equal(("spec.stages[2].requires[0]", "artifact-not-upstream"), (fault.Path, fault.Code));
        Assert.Equal("Artifact 'image' is produced by stage 'build', which is not upstream of 'deploy'. Let this stage depend on it.", fault.Message);

        fault = Fault(Stages($"{{ id: first, type: feature.fail, with: {{ message: x }}, requires: [image] }}, {Build.Replace("produces", "dependsOn: [first], produces", StringComparison.Ordinal)}"));
        Assert.Equal("artifact-not-upstream", fault.Code);
    }

    [Fact]
    public void A_cycle_is_not_blamed_on_artifacts()
    {
        var fault = Fault(Stages("""
            { id: a, type: feature.fail, with: { message: x }, dependsOn: [b], produces: [ { id: image, match: { type: x } } ] },
            { id: b, type: feature.fail, with: { message: x }, dependsOn: [a], requires: [image] }
            """));
        Assert.Equal("cycle", fault.Code);
    }

    [Fact]
    public void The_largest_pipeline_may_produce_and_require_as_much_as_there_may_be()
    {
        // A long chain of producers, and many stages behind it with many edges each: the dearest question for "what is upstream".
        var producers = Enumerable.Range(0, DocumentLimits.Artifacts).Select(index =>
            $"{{ id: p{index}, type: feature.fail, with: {{ message: x }}, dependsOn: [{(index == 0 ? "" : $"p{index - 1}")}], produces: [ {{ id: a{index}, match: {{ type: x }} }} ] }},");
        var consumers = Enumerable.Range(0, 4_000).Select(index =>
            $"{{ id: c{index}, type: feature.fail, with: {{ message: x }}, dependsOn: [{string.Join(", ", Enumerable.Range(0, 20).Select(item => $"p{((item * 50) + index) % DocumentLimits.Artifacts}"))}], requires: [a0, a{1 + (index % 49)}] }},");

        Assert.Equal(5_000, Definition(Stages(string.Join('\n', producers.Concat(consumers)))).Stages.Count);

        var tooMany = Fault(Stages(string.Join('\n', producers) + " { id: z, type: feature.fail, with: { message: x }, produces: [ { id: z, match: { type: x } } ] }"));
        Assert.Equal(("too-large", "A pipeline has at most 1000 artifacts, those of its stages included."), (tooMany.Code, tooMany.Message));
    }

    private static string Document(string spec, string stage = "") => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: a }
        spec:
          {{spec}}
          stages: [ { id: s, type: feature.fail, with: { message: x }, {{stage}} } ]
        """;
}
