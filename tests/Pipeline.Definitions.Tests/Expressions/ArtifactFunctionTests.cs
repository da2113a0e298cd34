using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class ArtifactFunctionTests
{
    private const string Trigger = """
        {
          "resolvedExpectedArtifacts": [
            { "id": "e1", "matchArtifact": { "type": "docker/image", "name": "shop" },
              "boundArtifact": { "type": "docker/image", "name": "shop", "version": "7", "reference": "shop:7" } },
            { "type": "git/repo", "name": "manifests", "version": "main" },
            { "id": "e2", "matchArtifact": { "type": "helm/chart" } }
          ],
          "artifacts": [
            { "type": "docker/image", "name": "shop", "version": "7", "reference": "shop:7" },
            { "type": "docker/image", "name": "cart", "version": "2", "reference": "cart:2" },
            "no artifact"
          ]
        }
        """;

    private static readonly ExpressionStage[] Stages =
    [
        Stage("build", """{"artifacts":[{"type":"docker/image","name":"built","version":"9"},{"type":"helm/chart","name":"shop","version":"1.0"}]}"""),
        Stage("plain", """{"artifacts":"none"}"""),
    ];

    [Theory]
    [InlineData("#triggerResolvedArtifact('shop').reference", "\"shop:7\"")]
    [InlineData("#triggerResolvedArtifact('cart').version", "\"2\"")]
    [InlineData("#triggerResolvedArtifactByType('docker/image').name", "\"shop\"")]
    [InlineData("#triggerResolvedArtifactByType('git/repo')['version']", "\"main\"")]
    [InlineData("#resolvedArtifacts().![name]", """["shop","manifests","cart","built","shop"]""")]
    [InlineData("#resolvedArtifacts().?[type == 'docker/image'].size()", "3")]
    [InlineData("#resolveArtifactByType('helm/chart').version", "\"1.0\"")]
    [InlineData("#resolveArtifactByType('docker/image').name", "\"shop\"")]
    public void Gives(string expression, string json)
    {
        var evaluation = Evaluate(expression, Trigger);

        Assert.True(evaluation.Succeeded, string.Join("; ", evaluation.Faults));
        Assert.Equal(json, evaluation.Value!.ToJsonString());
    }

    [Theory]
    [InlineData("#triggerResolvedArtifact('built')", "the trigger brought no artifact of the name 'built'")]
    [InlineData("#triggerResolvedArtifactByType('helm/chart')", "the trigger brought no artifact of the type 'helm/chart'")]
    [InlineData("#resolveArtifactByType('s3/object')", "neither the trigger nor a stage has an artifact of the type 's3/object'")]
    public void Fails_when_there_is_none(string expression, string reason) =>
        Assert.Contains(reason, Assert.Single(Evaluate(expression, Trigger).Faults).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_run_without_a_trigger_has_what_its_stages_put_out() =>
        Assert.Equal("2", Evaluate("#resolvedArtifacts().size()", null).Value!.ToJsonString());

    private static ExpressionEvaluation Evaluate(string expression, string? trigger) => ExpressionTemplate.Evaluate(
        "${" + expression + "}",
        new() { Variables = trigger is null ? new Dictionary<string, JsonNode?>() : new() { ["trigger"] = JsonNode.Parse(trigger) }, Stages = Stages },
        Expression.Options);

    private static ExpressionStage Stage(string id, string outputs) =>
        new() { Id = id, Name = id, Type = "build.jenkins", Status = "SUCCEEDED", Outputs = JsonNode.Parse(outputs)!.AsObject() };
}
