using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Feature;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Feature;

public sealed class FindArtifactFromExecutionStageTests
{
    private static readonly Artifact Image = new() { Type = "docker/image", Name = "shop/checkout", Version = "1.0", Provenance = new("run7", "build", 1) };
    private static readonly Artifact Chart = new() { Type = "helm/chart", Name = "checkout" };
    private readonly OneRun _runs = new();

    [Fact]
    public async Task Artifacts_are_taken_in_the_order_in_which_they_are_asked_for()
    {
        _runs.Found = new("run7", 7, RunStatus.Terminal, [Image, Chart]);

        var step = await StepAsync("""{ "pipeline": "build", "artifacts": [{ "type": "helm/chart" }, { "name": "shop/.*" }] }""");

        var outputs = Assert.IsType<StageStep.Succeeded>(step).Outputs!;
        Assert.Equal(("run7", 7, "TERMINAL"), ((string?)outputs["run"], (int)outputs["number"]!, (string?)outputs["status"]));
        Assert.True(JsonNode.DeepEquals(new JsonArray(ArtifactJson.Write(Chart), ArtifactJson.Write(Image)), outputs["artifacts"]));
        Assert.Equal(("shop", "build", 0), (_runs.Asked!.Application, _runs.Asked.Pipeline, _runs.Asked.Statuses.Count));
        Assert.Equal(("run7", "run1"), _runs.Taken);
    }

    [Fact]
    public async Task Another_application_and_statuses_can_be_asked_for()
    {
        await StepAsync("""{ "pipeline": "build", "application": "other", "statuses": ["SUCCEEDED", "RUNNING"], "artifacts": [{ "type": "x" }] }""");

        Assert.Equal("other", _runs.Asked!.Application);
        Assert.Equal([RunStatus.Succeeded, RunStatus.Running], _runs.Asked.Statuses);
    }

    [Theory]
    [InlineData("""{ "type": "s3/object" }""", "Nothing matches artifacts[1] (type s3/object). It has: docker/image shop/checkout version 1.0 made by stage build of run run7; helm/chart checkout.")]
    [InlineData("""{ "type": ".*" }""", "artifacts[1] (type .*) may be any of 2: docker/image")]
    public async Task Every_artifact_must_be_exactly_one(string wanted, string reason)
    {
        _runs.Found = new("run7", 7, RunStatus.Succeeded, [Image, Chart]);

        var step = await StepAsync($$"""{ "pipeline": "build", "artifacts": [{ "type": "docker/image" }, {{wanted}}] }""");

        var failed = Assert.IsType<StageStep.Failed>(step);
        Assert.Equal("artifact-not-found", failed.Error.Code);
        Assert.Contains(reason, failed.Error.Message, StringComparison.Ordinal);
        Assert.Null(_runs.Taken);
    }

    [Theory]
    [InlineData("", "The pipeline 'build' of the application 'shop' has no other run that has ended.")]
    [InlineData(""" "statuses": ["SUCCEEDED", "TERMINAL"], """, "has no other run that is SUCCEEDED or TERMINAL.")]
    public async Task No_such_run_is_a_failure(string statuses, string reason)
    {
        var step = await StepAsync($$"""{ "pipeline": "build", {{statuses}} "artifacts": [{ "type": "x" }] }""");

        var failed = Assert.IsType<StageStep.Failed>(step);
        Assert.Equal("run-missing", failed.Error.Code);
        Assert.Contains(reason, failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "artifacts: Say at least one artifact")]
    [InlineData("""[{ "type": "x" }, { "name": " " }]""", "artifacts[1]: An empty match takes any artifact")]
    [InlineData("""[{ "type": "x", "name": "(" }]""", "artifacts[0].name: This is no regular expression")]
    public async Task What_cannot_be_looked_for_is_an_error_of_the_author(string artifacts, string reason)
    {
        var failed = Assert.IsType<StageStep.Failed>(await StepAsync($$"""{ "pipeline": "build", "artifacts": {{artifacts}} }"""));

        Assert.Equal("invalid-input", failed.Error.Code);
        Assert.StartsWith(reason, failed.Error.Message, StringComparison.Ordinal);
    }

    private Task<StageStep> StepAsync(string with) =>
        new StageHarness(new FindArtifactFromExecutionStage(_runs), FindArtifactFromExecutionStage.Type, new ManualTimeProvider(), with).StepAsync();

    private sealed class OneRun : IArtifactRuns
    {
        public ArtifactRun? Found { get; set; }

        public ArtifactRunSearch? Asked { get; private set; }

        public (string Source, string Run)? Taken { get; private set; }

        public ValueTask<ArtifactRun?> FindNewestAsync(ArtifactRunSearch search, CancellationToken cancellationToken)
        {
            Asked = search;
            return new(Found);
        }

        public ValueTask<IReadOnlyList<Artifact>> TakeAsync(IReadOnlyList<Artifact> artifacts, string source, string run, CancellationToken cancellationToken)
        {
            Taken = (source, run);
            return new(artifacts);
        }
    }
}
