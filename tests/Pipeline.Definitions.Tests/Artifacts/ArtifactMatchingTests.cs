using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Tests.Artifacts;

/// <summary>The first rows are what kork's ExpectedArtifactTest asks for.</summary>
public sealed class ArtifactMatchingTests
{
    private static readonly string[] Fields = ["type", "name", "version", "location", "reference"];

    [Theory]
    [InlineData("app", "apple", false)]
    [InlineData("app.*", "apple", true)]
    [InlineData("pp.*", "apple", false)]
    [InlineData(".*pp.*", "apple", true)]
    [InlineData("apple$", "apple", true)]
    [InlineData("^apple$", "apple", true)]
    [InlineData("app", null, false)]
    [InlineData("app", "", false)]
    [InlineData("", "apple", true)]
    [InlineData("  ", "apple", true)]
    [InlineData(null, "apple", true)]
    [InlineData(null, null, true)]
    [InlineData(".*", null, false)]
    [InlineData(".*", "", true)]
    [InlineData("a|apple", "apple", true)]
    [InlineData("a|b", "apple", false)]
    [InlineData("apple", "Apple", false)]
    [InlineData("(?i)apple", "Apple", true)]
    [InlineData("apple", "apple\n", false)]
    [InlineData("1.2", "1x2", true)]
    [InlineData(@"1\.2", "1x2", false)]
    [InlineData("+++", "+++", true)]
    [InlineData("+++", "++", false)]
    [InlineData("a)|(.*", "apple", false)]
    [InlineData("(?=a)apple", "apple", false)]
    public void A_name_equals_or_matches_as_a_whole(string? expected, string? actual, bool matches) =>
        Assert.Equal(matches, ArtifactMatching.Matches(new() { Name = expected }, new() { Type = "docker/image", Name = actual }));

    [Theory]
    [InlineData("SGVsbG8gV29ybGQK", "SGVsbG8gV29ybGQK", true)]
    [InlineData("SGVsbG8gV29ybGQK", null, false)]
    [InlineData("SGVsbG8gV29ybGQK", "", false)]
    [InlineData("", "SGVsbG8gV29ybGQK", true)]
    [InlineData("a+/b+Z09==", "a+/b+Z09==", true)]
    [InlineData("a+/b+Z09==", "aa/bbZ09==", true)]
    public void A_content_equals_itself_whatever_it_is_as_an_expression(string expected, string? actual, bool matches) =>
        Assert.Equal(matches, ArtifactMatching.Matches(new() { Type = "embedded/base64", Reference = expected }, new() { Type = "embedded/base64", Reference = actual }));

    [Theory]
    [InlineData("embedded/base64", "embedded/base64", true)]
    [InlineData("embedded/base64", "remote/base64", true)]
    [InlineData("remote/base64", "embedded/base64", true)]
    [InlineData("remote/base64", "remote/base64", true)]
    [InlineData("embedded/base64", "docker/image", false)]
    [InlineData("docker/image", "embedded/base64", false)]
    [InlineData("embedded/.*", "remote/base64", true)]
    [InlineData("embedded/.*", "docker/image", false)]
    [InlineData("remote/.*", "embedded/base64", true)]
    [InlineData("docker/.*", "docker/image", true)]
    [InlineData("Docker/Image", "docker/image", false)]
    [InlineData("kubernetes/.*", "kubernetes/configMap", true)]
    [InlineData(null, "docker/image", true)]
    public void A_stored_content_is_as_good_as_a_carried_one(string? expected, string actual, bool matches) =>
        Assert.Equal(matches, ArtifactMatching.Matches(new() { Type = expected }, new() { Type = actual }));

    [Fact]
    public void Each_field_counts()
    {
        var whole = Match("type", "x") with { Name = "x", Version = "x", Location = "x", Reference = "x" };
        var artifact = new Artifact { Type = "x", Name = "x", Version = "x", Location = "x", Reference = "x" };

        Assert.True(ArtifactMatching.Matches(whole, artifact));
        foreach (var field in Fields)
        {
            Assert.True(ArtifactMatching.Matches(Match(field, "x"), artifact));
            Assert.False(ArtifactMatching.Matches(Match(field, "y"), artifact));
            Assert.False(ArtifactMatching.Matches(whole, Change(artifact, field)));
        }
    }

    [Fact]
    public void Nothing_else_counts()
    {
        var artifact = new Artifact { Type = "docker/image", Metadata = new() { ["id"] = "1" }, Provenance = new("run", "build", 2) };

        Assert.True(ArtifactMatching.Matches(new(), artifact));
        Assert.True(ArtifactMatching.Matches(new() { Type = "docker/image" }, artifact));
    }

    [Fact]
    public void A_match_takes_time_in_proportion_to_the_value() =>
        Assert.False(ArtifactMatching.Matches(new() { Name = "(a*)*b" }, new() { Type = "x", Name = new string('a', 100_000) }));

    private static ArtifactMatch Match(string field, string value) => field switch
    {
        "type" => new() { Type = value },
        "name" => new() { Name = value },
        "version" => new() { Version = value },
        "location" => new() { Location = value },
        _ => new() { Reference = value },
    };

    private static Artifact Change(Artifact artifact, string field) => field switch
    {
        "type" => artifact with { Type = "z" },
        "name" => artifact with { Name = "z" },
        "version" => artifact with { Version = "z" },
        "location" => artifact with { Location = "z" },
        _ => artifact with { Reference = "z" },
    };
}
