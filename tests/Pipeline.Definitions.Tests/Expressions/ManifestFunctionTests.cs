using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class ManifestFunctionTests
{
    private const string Deployed = """
        { "manifests": [
          { "kind": "Service", "metadata": { "name": "shop" } },
          { "kind": "Deployment", "spec": { "template": { "metadata": { "labels": { "app": "shop", "release": "7" } } } } },
          { "kind": "ReplicaSet", "spec": { "template": { "metadata": { "labels": { "app": "one" } } } } },
          { "kind": "ReplicaSet", "spec": {} } ] }
        """;

    [Theory]
    [InlineData("#manifestLabelValue('Deploy it', 'Deployment', 'release')", "7")]
    [InlineData("#manifestLabelValue('deploy', 'Deployment', 'app')", "shop")]
    public void Gives_the_label_of_the_pods(string expression, string value) => Assert.Equal(value, (string?)Evaluate(expression, Deployed).Value);

    [Theory]
    [InlineData("#manifestLabelValue('Deploy it', 'Service', 'app')", "must be Deployment or ReplicaSet")]
    [InlineData("#manifestLabelValue('Deploy it', 'ReplicaSet', 'app')", "must have deployed one ReplicaSet, but deployed 2")]
    [InlineData("#manifestLabelValue('Deploy it', 'Deployment', 'nope')", "have no label 'nope'")]
    [InlineData("#manifestLabelValue('Deploy us', 'Deployment', 'app')", "There is no stage 'Deploy us'. Did you mean 'Deploy it'?")]
    public void Fails(string expression, string reason) =>
        Assert.Contains(reason, Assert.Single(Evaluate(expression, Deployed).Faults).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{}""", "has no output 'manifests'")]
    [InlineData("""{ "manifests": "text" }""", "has no output 'manifests'")]
    [InlineData("""{ "manifests": [] }""", "but deployed 0")]
    [InlineData("""{ "manifests": [ "text", { "kind": "Deployment", "spec": [] } ] }""", "have no label 'app'")]
    public void Fails_on_outputs_of_another_shape(string outputs, string reason) =>
        Assert.Contains(reason, Assert.Single(Evaluate("#manifestLabelValue('deploy', 'Deployment', 'app')", outputs).Faults).Reason, StringComparison.Ordinal);

    private static ExpressionEvaluation Evaluate(string expression, string outputs) => ExpressionTemplate.Evaluate(
        "${" + expression + "}",
        new() { Stages = [new() { Id = "deploy", Name = "Deploy it", Type = "deploy.manifest", Status = "SUCCEEDED", Outputs = JsonNode.Parse(outputs)!.AsObject() }] },
        Expression.Options);
}
