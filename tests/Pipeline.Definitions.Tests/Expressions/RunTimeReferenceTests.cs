using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public sealed class RunTimeReferenceTests
{
    [Theory]
    [InlineData("plain", "")]
    [InlineData("${parameters.version + trigger.type + execution.pipeline + secrets.token}", "")]
    [InlineData("${execution['name']}", "")]
    [InlineData("${'stage' + 1}", "")]
    [InlineData("${#toJson(parameters)}", "")]
    [InlineData("${#pipelineId('x')}", "")]
    [InlineData("${build.image}", "Name build")]
    [InlineData("${build}", "Name build")]
    [InlineData("${parameters.list.?[size > 1]}", "Name size")]
    [InlineData("${#root.build.image}", "Name build")]
    [InlineData("${#root['build']}", "Stage ")]
    [InlineData("${#stage('Build').outputs.image}", "Stage Build")]
    [InlineData("${#stageExists(parameters.x)}", "Stage ")]
    [InlineData("${#judgment('Ask')} ${#manifestLabelValue('D', 'Deployment', 'app')}", "Stage Ask, Stage D")]
    [InlineData("${stages.build.status}", "Stage build")]
    [InlineData("${stages['build'].status}", "Stage build")]
    [InlineData("${stages[parameters.x]}", "Stage ")]
    [InlineData("${execution.number}", "Run number")]
    [InlineData("${#toJson(execution)}", "Run ")]
    [InlineData("${#resolveArtifactByType('docker/image')}", "Artifacts resolveArtifactByType")]
    [InlineData("${#jsonFromUrl('http://x').a}", "Url jsonFromUrl")]
    [InlineData("${new java.util.Date()}", "Clock ")]
    [InlineData("${new java.util.Date(0)}", "")]
    [InlineData("${T(java.time.LocalDate).now().plusDays(1)}", "Clock ")]
    [InlineData("${T(java.util.UUID).randomUUID()} ${new java.util.Random(1)}", "Chance ")]
    [InlineData("${parameters.", "")]
    public void What_an_expression_needs_of_a_run_is_found(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", RunTimeReferences.In(text).Select(reference => $"{reference.Kind} {reference.Name}")));
}
