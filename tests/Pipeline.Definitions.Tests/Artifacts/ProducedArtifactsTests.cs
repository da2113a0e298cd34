using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

public sealed class ProducedArtifactsTests
{
    private static readonly ArtifactProvenance Here = new("run-7", "build", 2);
    private static readonly Artifact Image = new() { Type = "docker/image", Name = "shop/checkout", Version = "1.0" };
    private static readonly ExpectedArtifact AnImage = new() { Id = "image", Match = new() { Type = "docker/image" } };

    [Fact]
    public void What_a_stage_made_is_published_with_the_attempt_that_made_it() =>
        Assert.Equal(
            [new("image", Image with { Provenance = Here }, ArtifactSource.Produced)],
            ProducedArtifacts.Bind([AnImage], [new() { Type = "git/commit", Version = "abc" }, Image], Here).Bound);

    [Theory]
    [InlineData("run-7", "build", 2, true)] // its own
    [InlineData("run-7", "build", 1, false)] // stale: an earlier attempt's
    [InlineData("run-7", "test", 2, false)] // upstream's, handed on
    [InlineData("run-3", "build", 1, true)] // found in another run
    public void What_another_stage_or_attempt_of_the_run_made_is_never_taken_for_its_own(string run, string stage, int attempt, bool isBound)
    {
        var output = Image with { Provenance = new(run, stage, attempt) };

        var result = ProducedArtifacts.Bind([AnImage], [output], Here);

        Assert.Equal(isBound, result.IsValid);
        Assert.Equal(isBound ? [new("image", output, ArtifactSource.Produced)] : null, result.Bound);
    }

    [Fact]
    public void A_handed_on_artifact_makes_the_own_one_not_ambiguous() =>
        Assert.Equal("1.0", Assert.Single(ProducedArtifacts.Bind([AnImage], [Image with { Version = "0.9", Provenance = new("run-7", "test", 1) }, Image], Here).Bound!).Artifact.Version);

    [Fact]
    public void A_default_stands_in_for_what_was_not_made_and_has_no_provenance()
    {
        var expected = AnImage with { Default = Image };

        Assert.Equal([new("image", Image, ArtifactSource.Default)], ProducedArtifacts.Bind([expected], [], Here).Bound);
        Assert.Equal(ArtifactSource.Produced, Assert.Single(ProducedArtifacts.Bind([expected], [Image], Here).Bound!).Source);
    }

    [Fact]
    public void An_earlier_run_is_not_looked_at() =>
        Assert.False(ProducedArtifacts.Bind([AnImage with { UsePrior = true }], [], Here).IsValid);

    [Fact]
    public void What_was_not_made_or_is_not_clear_is_named()
    {
        var result = ProducedArtifacts.Bind([AnImage, new() { Id = "chart", Match = new() { Type = "helm/chart" } }], [Image, Image with { Version = "1.1" }], Here);

        Assert.Equal(["ambiguous-artifact", "unmatched-artifact"], result.Faults.Select(fault => fault.Code));
        Assert.Contains("2 artifacts that the stage produced: docker/image shop/checkout version 1.0; docker/image shop/checkout version 1.1.", result.Faults[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("Stage 'build' produced no artifact that matches 'chart' (type helm/chart), and it has no default. It produced: docker/image", result.Faults[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("It produced none.", ProducedArtifacts.Bind([AnImage], [], Here).Faults[0].Message, StringComparison.Ordinal);
    }
}
