using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Versions;

namespace Pipeline.Connectors.Tests.Helm;

public sealed class ChartVersionsTests
{
    private static readonly string[] Known = ["0.9.0", "1.0.0", "1.2.0", "1.2.3", "1.10.0", "2.0.0-rc.1", "2.0.0", "2.1.0-beta"];

    [Theory]
    [InlineData(null, "2.0.0")]
    [InlineData(" ", "2.0.0")]
    [InlineData("*", "2.0.0")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("=1.2.3", "1.2.3")]
    [InlineData("1", "1.10.0")]
    [InlineData("1.2", "1.2.3")]
    [InlineData("1.2.x", "1.2.3")]
    [InlineData("1.x", "1.10.0")]
    [InlineData("^1.2", "1.10.0")]
    [InlineData("^0.9", "0.9.0")]
    [InlineData("~1", "1.10.0")]
    [InlineData("~1.2", "1.2.3")]
    [InlineData("~1.2.1", "1.2.3")]
    [InlineData(">=1 <2", "1.10.0")]
    [InlineData(">= 1.0.0, < 1.10.0", "1.2.3")]
    [InlineData(">1.2.3 <=2", "2.0.0")]
    [InlineData("!=2.0.0 <3", "1.10.0")]
    [InlineData("1.0 - 1.2", "1.2.3")]
    [InlineData("0.9.0 || 1.0.x", "1.0.0")]
    [InlineData("2.0.0-rc.1", "2.0.0-rc.1")]
    [InlineData(">=2.1.0-alpha", "2.1.0-beta")]
    public void A_version_a_range_or_the_newest_is_found(string? wanted, string expected) => Assert.Equal(expected, ChartVersions.Choose("shop", Known, wanted));

    [Theory]
    [InlineData("1.3.0", "1.10.0, 1.2.3")]
    [InlineData("^3", "2.1.0-beta, 2.0.0")]
    [InlineData("~0.1", "1.0.0, 0.9.0")]
    [InlineData("latest", "is no range either")]
    public void A_version_that_is_missing_names_the_nearest(string wanted, string expected)
    {
        var missing = Assert.Throws<HelmException>(() => ChartVersions.Choose("shop", Known, wanted));

        Assert.Equal(HelmFailure.VersionNotFound, missing.Failure);
        Assert.Contains(expected, missing.Message, StringComparison.Ordinal);
        Assert.Contains("'shop' has no version", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_only_pre_releases_are_there_the_newest_of_them_is_the_newest() => Assert.Equal("1.0.0-rc.2", ChartVersions.Choose("shop", ["1.0.0-rc.1", "1.0.0-rc.2"], null));

    [Fact]
    public void Versions_are_sorted_by_precedence_and_not_by_letters() => Assert.Equal(
        ["1.0.0", "1.0.0-rc.1", "1.0.0-beta.11", "1.0.0-beta.2", "1.0.0-beta", "1.0.0-alpha.beta", "1.0.0-alpha.1", "1.0.0-alpha"], // semver.org, item 11
        ChartVersions.Sorted(["1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0", "1.0.0-alpha", "1.0.0-rc.1", "1.0.0-beta.11", "1.0.0-alpha.beta", "1.0.0-beta", "no-version"]).Select(static version => version.Text));
}
