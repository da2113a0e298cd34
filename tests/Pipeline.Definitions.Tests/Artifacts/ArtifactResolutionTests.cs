using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

/// <summary>The cases of orca's ArtifactResolverTest, and what it leaves open.</summary>
public sealed class ArtifactResolutionTests
{
    private static readonly Artifact Image = new() { Type = "docker/image", Name = "shop/checkout", Version = "1.0" };
    private static readonly Artifact NewerImage = Image with { Version = "1.1" };
    private static readonly Artifact Chart = new() { Type = "helm/chart", Name = "checkout" };
    private static readonly ExpectedArtifact AnImage = new() { Id = "image", Match = new() { Type = "docker/.*" } };
    private static readonly ExpectedArtifact AChart = new() { Id = "chart", Match = new() { Type = "helm/chart" } };

    [Theory]
    [InlineData("docker/image")]
    [InlineData("docker/.*")]
    public void The_received_artifact_that_matches_is_bound(string type)
    {
        var result = ArtifactResolution.Resolve([AnImage with { Match = new() { Type = type } }], [Chart, Image], []);

        Assert.Equal([new("image", Image, ArtifactSource.Received)], result.Bound);
    }

    // The table of sources: whether there is one, and whether it may be used.
    [Theory]
    [InlineData(true, true, true, true, ArtifactSource.Received)]
    [InlineData(false, true, true, true, ArtifactSource.Prior)]
    [InlineData(false, true, false, true, ArtifactSource.Default)]
    [InlineData(false, false, true, true, ArtifactSource.Default)]
    [InlineData(false, true, true, false, ArtifactSource.Prior)]
    [InlineData(true, false, false, false, ArtifactSource.Received)]
    [InlineData(false, true, false, false, null)]
    [InlineData(false, false, true, false, null)]
    [InlineData(false, false, false, false, null)]
    public void Received_goes_before_prior_goes_before_default(bool isReceived, bool hasPrior, bool usePrior, bool hasDefault, ArtifactSource? source)
    {
        var expected = AnImage with { UsePrior = usePrior, Default = hasDefault ? Image with { Version = "default" } : null };

        var result = ArtifactResolution.Resolve(
            [expected],
            isReceived ? [Chart, Image with { Version = "received" }] : [Chart],
            hasPrior ? [Chart, Image with { Version = "prior" }] : [Chart]);

        Assert.Equal(source is not null, result.IsValid);
        if (source is null)
            Assert.Equal(("image", "unmatched-artifact"), (Assert.Single(result.Faults).Id, result.Faults[0].Code));
        else
            Assert.Equal([new("image", Image with { Version = source.ToString()!.ToLowerInvariant() }, source.Value)], result.Bound);
    }

    [Fact]
    public void What_cannot_be_found_is_named_with_what_was_received()
    {
        var fault = Assert.Single(ArtifactResolution.Resolve([AnImage], [Chart], [Image]).Faults);
        Assert.Equal("No received artifact matches 'image' (type docker/.*) and it has no default. Received: helm/chart checkout.", fault.Message);

        fault = Assert.Single(ArtifactResolution.Resolve([AnImage with { UsePrior = true, Match = new() { Type = "docker/image", Name = "shop/.*" } }], [], []).Faults);
        Assert.Equal("No received artifact matches 'image' (type docker/image, name shop/.*), neither does one of the run before, and it has no default. None was received.", fault.Message);
    }

    [Fact]
    public void More_than_one_that_matches_is_a_fault_that_names_them_and_no_default_hides_it()
    {
        var expected = AnImage with { UsePrior = true, Default = Image };

        var fault = Assert.Single(ArtifactResolution.Resolve([expected], [Image, Chart, NewerImage], []).Faults);
        Assert.Equal("ambiguous-artifact", fault.Code);
        Assert.Equal(
            "'image' (type docker/.*) may be any of 2 received artifacts: docker/image shop/checkout version 1.0; docker/image shop/checkout version 1.1. Narrow its match until it fits one.",
            fault.Message);

        fault = Assert.Single(ArtifactResolution.Resolve([expected], [], [Image, NewerImage]).Faults);
        Assert.Contains("2 artifacts of the run before", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_artifact_received_twice_is_one()
    {
        var result = ArtifactResolution.Resolve([AnImage], [Image with { Metadata = new() { ["a"] = 1 } }, Image with { Metadata = new() { ["a"] = 1 } }], []);
        Assert.True(result.IsValid);

        Assert.False(ArtifactResolution.Resolve([AnImage], [Image with { Metadata = new() { ["a"] = 1 } }, Image with { Metadata = new() { ["a"] = 2 } }], []).IsValid);
    }

    [Fact]
    public void One_artifact_may_stand_for_several_ids()
    {
        var result = ArtifactResolution.Resolve([AnImage, AnImage with { Id = "again" }], [Image], []);

        Assert.Equal([new("image", Image, ArtifactSource.Received), new("again", Image, ArtifactSource.Received)], result.Bound);
    }

    [Fact]
    public void Each_is_found_where_it_is_and_all_that_are_not_are_reported()
    {
        var result = ArtifactResolution.Resolve([AChart with { UsePrior = true }, AnImage with { Default = Image }], [], [Chart]);
        Assert.Equal([new("chart", Chart, ArtifactSource.Prior), new("image", Image, ArtifactSource.Default)], result.Bound);

        result = ArtifactResolution.Resolve([AChart, AnImage, new() { Id = "any" }], [NewerImage], []);
        Assert.Equal(["chart"], result.Faults.Select(fault => fault.Id));
        Assert.Null(result.Bound);

        Assert.Equal(["chart", "image"], ArtifactResolution.Resolve([AChart, AnImage], [], []).Faults.Select(fault => fault.Id));
    }

    [Fact]
    public void Nothing_expected_is_nothing_bound() => Assert.Empty(ArtifactResolution.Resolve([], [Image], [Chart]).Bound!);

    [Fact]
    public void The_order_in_which_artifacts_were_received_decides_nothing() => FuzzCases.ForAll(tape =>
    {
        var expected = Enumerable.Range(0, 1 + tape.Choose(3)).Select(index => new ExpectedArtifact
        {
            Id = $"e{index}",
            Match = new() { Type = tape.Choose<string?>(null, "a", "b", "[ab]"), Version = tape.Choose<string?>(null, "1", "[0-9]") },
            UsePrior = tape.Choose(2) == 1,
            Default = tape.Choose<Artifact?>(null, new() { Type = "d" }),
        }).ToArray();
        var received = Some();
        var prior = Some();

        var result = ArtifactResolution.Resolve(expected, received, prior);
        var reversed = ArtifactResolution.Resolve(expected, [.. received.Reverse()], [.. prior.Reverse()]);

        Assert.Equal(result.Bound, reversed.Bound);
        Assert.Equal(result.Faults.Select(fault => (fault.Id, fault.Code)), reversed.Faults.Select(fault => (fault.Id, fault.Code)));
        Assert.Equal(result.IsValid, result.Faults.Count == 0);
        foreach (var bound in result.Bound ?? [])
        {
            var match = Assert.Single(expected, each => each.Id == bound.Id).Match;
            Assert.True(bound.Source is ArtifactSource.Default || ArtifactMatching.Matches(match, bound.Artifact));
        }

        Artifact[] Some() => [.. Enumerable.Range(0, tape.Choose(4)).Select(_ => new Artifact { Type = tape.Choose("a", "b", "c"), Version = tape.Choose<string?>(null, "1", "2") })];
    });
}
