using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class PipelineDocumentTests
{
    private const string Checkout = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata:
          name: checkout
          application: shop
        spec:
          description: How the checkout reaches production
          deploys: production
          parameters:
            - { name: version, label: Version, required: true, pattern: '[0-9.]+' }
            - { name: region, default: kr, options: [kr, jp] }
            - { name: replicas, type: integer, default: 3 }
          stages:
            - id: smoke
              type: feature.webhook
              name: Smoke test
              with:
                method: POST
                url: "https://ci.example.com/smoke?v=${parameters.version}"
                headers: { X-Region: "${parameters.region}" }
            - id: sign-off
              type: feature.approval
              dependsOn: [smoke]
              join: all-done
              enabledIf: "${parameters.region == 'kr'}"
              onFailure: fail-branch
              onReject: fail-branch-then-pipeline
              timeout: 3d
              timeoutOutcome: succeed
              comments: Ask the owner
              with: { instructions: "Release ${parameters.version}?", quorum: "${parameters.replicas}" }
        """;

    [Fact]
    public void A_document_says_what_its_author_wrote()
    {
        var definition = Definition(Yaml(Checkout));

        Assert.Equal(("pipeline/v1", "checkout", "shop"), (definition.ApiVersion, definition.Name, definition.Application));
        Assert.Equal("production", definition.Deploys);
        Assert.Equal(["version", "region", "replicas"], definition.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("3", definition.Parameters[2].Default!.ToJsonString());
        Assert.Equal(["Smoke test", "sign-off"], definition.Stages.Select(stage => stage.Name));
        var approval = definition.Stages[1];
        Assert.Equal(["smoke"], approval.DependsOn);
        Assert.Equal(JoinRule.AllDone, approval.Join);
        Assert.Equal("${parameters.region == 'kr'}", approval.EnabledIf);
        Assert.Null(definition.Stages[0].EnabledIf);
        Assert.Equal(FailurePolicy.FailBranch, approval.OnFailure);
        Assert.Equal(FailurePolicy.FailBranchThenPipeline, approval.OnReject);
        Assert.Equal(TimeSpan.FromDays(3), approval.Timeout);
        Assert.Equal(TimeoutOutcome.Succeed, approval.TimeoutOutcome);
        Assert.Equal("Ask the owner", approval.Comments);
        Assert.Equal("${parameters.replicas}", (string?)approval.With["quorum"]);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var definition = Definition(Stages("{ id: a, type: feature.wait, with: { duration: 5s } }"));

        Assert.Equal("default", definition.Application);
        Assert.False(definition.Disabled);
        Assert.Null(definition.Deploys);
        Assert.Empty(definition.Parameters);
        var stage = Assert.Single(definition.Stages);
        Assert.Equal("a", stage.Name);
        Assert.Empty(stage.DependsOn);
        Assert.Equal((JoinRule.All, FailurePolicy.FailPipeline, FailurePolicy.FailPipeline), (stage.Join, stage.OnFailure, stage.OnReject));
        Assert.Null(stage.Timeout);
    }

    [Fact]
    public void Both_notations_say_the_same()
    {
        var definition = Definition(Yaml(Checkout));
        var json = PipelineDocument.ToJson(definition);
        var yaml = PipelineDocument.ToYaml(definition);

        Assert.Equal(json, PipelineDocument.ToJson(Definition(Json(json))));
        Assert.Equal(json, PipelineDocument.ToJson(Definition(Yaml(yaml))));
        Assert.Equal(yaml, PipelineDocument.ToYaml(Definition(Yaml(yaml))));
        Assert.Equal(json, PipelineDocument.ToJson(Definition(Yaml(json))));
    }

    [Fact]
    public void A_written_document_is_pleasant_to_read() =>
        Assert.Equal(
            """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata:
              name: checkout
              application: default
            spec:
              stages:
              - id: ask
                type: feature.judgement
                timeout: 1h30m
                with:
                  instructions: |-
                    Go on?
                    Really?
                  options: ["yes", "no", later, "5"]

            """,
            PipelineDocument.ToYaml(new()
            {
                Name = "checkout",
                Stages =
                [
                    new()
                    {
                        Id = "ask",
                        Type = "feature.judgement",
                        Timeout = TimeSpan.FromMinutes(90),
                        With = new() { ["instructions"] = "Go on?\nReally?", ["options"] = new JsonArray("yes", "no", "later", "5") },
                    },
                ],
            }));

    [Theory]
    [InlineData("𝄞", 103)]
    [InlineData("𝄞", 400)]
    [InlineData("\u0001", 300)]
    [InlineData("a", 2000)]
    public void A_long_name_of_a_field_was_written_as_YAML_that_cannot_be_read(string character, int count)
    {
        var name = string.Concat(Enumerable.Repeat(character, count));
        var key = System.Text.Json.JsonSerializer.Serialize(name);
        const string Before = """{"apiVersion":"pipeline/v1","kind":"Pipeline","metadata":{"name":"a"},"spec":{"stages":[{"id":"s","type":"feature.fail","with":{"message":"x"}}],"artifacts":[{"id":"image","default":{"type":"http/file","metadata":{""";
        var definition = Definition(Json(Before + key + ":[1,null]}}}]}}"));

        Assert.Equal(PipelineDocument.ToJson(definition), PipelineDocument.ToJson(Definition(Yaml(PipelineDocument.ToYaml(definition)))));
    }

    [Fact]
    public void The_stored_form_of_a_definition_reads_back()
    {
        var definition = Definition(Yaml(Checkout));
        var stored = System.Text.Json.JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);

        var read = System.Text.Json.JsonSerializer.Deserialize(stored, DefinitionsJson.Default.PipelineDefinition)!;

        Assert.Equal(PipelineDocument.ToJson(definition), PipelineDocument.ToJson(read));
    }

    [Fact]
    public void Stages_without_dependencies_are_no_chain()
    {
        var definition = Definition(Stages("{ id: a, type: feature.fail, with: { message: x } }, { id: b, type: feature.fail, with: { message: x } }"));

        Assert.All(definition.Stages, stage => Assert.Empty(stage.DependsOn));
    }
}
