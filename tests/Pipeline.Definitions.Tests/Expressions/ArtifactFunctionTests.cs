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

    private const string Reference = "ref://01m7yaxtsph5teye4pg8ae5ab2/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly ExpressionLookup Content = new(ExpressionLookupKind.ArtifactContent, Reference);

    private const string Bound = """
        {
          "image": { "type": "docker/image", "name": "built", "version": "9" },
          "same": { "type": "docker/image", "name": "shop", "version": "7", "reference": "shop:7" },
          "chart": { "type": "helm/chart", "name": "shop", "version": "1.0" }
        }
        """;

    // What a stage puts out is not what it publishes.
    private static readonly ExpressionStage[] Stages = [Stage("build", """{"artifacts":[{"type":"docker/image","name":"unpublished"}]}""")];

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
    [InlineData("#resolveArtifactByType('s3/object')", "neither the trigger nor a stage upstream has an artifact of the type 's3/object'")]
    public void Fails_when_there_is_none(string expression, string reason) =>
        Assert.Contains(reason, Assert.Single(Evaluate(expression, Trigger).Faults).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_run_without_a_trigger_has_what_is_bound_in_it() =>
        Assert.Equal("3", Evaluate("#resolvedArtifacts().size()", null).Value!.ToJsonString());

    [Theory]
    [InlineData("artifacts.stored.reference")]
    [InlineData("artifacts.stored['reference']")]
    [InlineData("#fetchReference('{0}')")]
    [InlineData("#fetchReference(artifacts.stored.reference)")]
    public void The_reference_of_a_stored_content_reads_as_the_content(string expression)
    {
        var text = "${#fromBase64(" + expression.Replace("{0}", Reference, StringComparison.Ordinal) + ")}";
        var scope = Stored(new Dictionary<ExpressionLookup, ExpressionAnswer>());

        Assert.Equal([Content], ExpressionTemplate.Evaluate(text, scope, Expression.Options).Lookups);

        var answered = scope with { Answers = new Dictionary<ExpressionLookup, ExpressionAnswer> { [Content] = new() { Value = "a2luZDogYQ==" } } };
        Assert.Equal("\"kind: a\"", ExpressionTemplate.Evaluate(text, answered, Expression.Options).Value!.ToJsonString());
    }

    [Theory]
    [InlineData("artifacts.carried.reference", "\"a2luZDogYQ==\"")]
    [InlineData("#fetchReference(artifacts.carried.reference)", "\"a2luZDogYQ==\"")]
    [InlineData("artifacts.claimed.reference", "\"ref://elsewhere\"")]
    [InlineData("artifacts.stored.?[key == 'reference'].values()[0]", "\"" + Reference + "\"")]
    public void Any_other_reference_is_what_it_is(string expression, string json)
    {
        var evaluation = ExpressionTemplate.Evaluate("${" + expression + "}", Stored(null), Expression.Options);

        Assert.True(evaluation.Succeeded, string.Join("; ", evaluation.Faults));
        Assert.Equal(json, evaluation.Value!.ToJsonString());
    }

    [Fact]
    public void A_content_that_cannot_be_had_fails_the_expression_with_the_reason()
    {
        var answers = new Dictionary<ExpressionLookup, ExpressionAnswer> { [Content] = new() { Fault = "It is gone." } };

        Assert.Contains("It is gone.", Assert.Single(ExpressionTemplate.Evaluate("${artifacts.stored.reference}", Stored(answers), Expression.Options).Faults).Reason, StringComparison.Ordinal);
    }

    private static ExpressionScope Stored(IReadOnlyDictionary<ExpressionLookup, ExpressionAnswer>? answers) => new()
    {
        Answers = answers,
        Variables = new Dictionary<string, JsonNode?>
        {
            ["artifacts"] = JsonNode.Parse($$"""
                {
                  "stored": { "type": "remote/base64", "reference": "{{Reference}}" },
                  "carried": { "type": "embedded/base64", "reference": "a2luZDogYQ==" },
                  "claimed": { "type": "remote/base64", "reference": "ref://elsewhere" }
                }
                """),
        },
    };

    private static ExpressionEvaluation Evaluate(string expression, string? trigger) => ExpressionTemplate.Evaluate(
        "${" + expression + "}",
        new() { Variables = new Dictionary<string, JsonNode?> { ["trigger"] = trigger is null ? null : JsonNode.Parse(trigger), ["artifacts"] = JsonNode.Parse(Bound) }, Stages = Stages },
        Expression.Options);

    private static ExpressionStage Stage(string id, string outputs) =>
        new() { Id = id, Name = id, Type = "build.jenkins", Status = "SUCCEEDED", Outputs = JsonNode.Parse(outputs)!.AsObject() };
}
