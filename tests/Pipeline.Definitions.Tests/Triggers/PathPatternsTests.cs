using Pipeline.Definitions.Triggers;

namespace Pipeline.Definitions.Tests.Triggers;

public sealed class PathPatternsTests
{
    [Theory]
    [InlineData("src/**", "src/a/b.cs", true)]
    [InlineData("src/**", "source/a.cs", false)]
    [InlineData("src/", "src/a.cs", true)]
    [InlineData("src/*", "src/a/b.cs", false)]
    [InlineData("*.md", "docs/readme.md", false)]
    [InlineData("**/*.md", "docs/readme.md", true)]
    [InlineData("**/*.md", "readme.md", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("/src/a.cs", "src/a.cs", true)]
    [InlineData("src/a+b(1).cs", "src/a+b(1).cs", true)]
    [InlineData("src/**/test.cs", "src/test.cs", true)]
    [InlineData("", "x", false)]
    public void One_pattern(string pattern, string file, bool matches) => Assert.Equal(matches, PathPatterns.Any([pattern], [file]));

    [Theory]
    [InlineData(new[] { "**", "!docs/**" }, "docs/a.md", false)]
    [InlineData(new[] { "**", "!docs/**" }, "src/a.cs", true)]
    [InlineData(new[] { "**", "!docs/**", "docs/api/**" }, "docs/api/a.md", true)]
    [InlineData(new[] { "!docs/**" }, "src/a.cs", true)]
    [InlineData(new[] { "!docs/**" }, "docs/a.md", false)]
    [InlineData(new[] { "src/**", "!src/**" }, "src/a.cs", false)]
    public void The_last_pattern_that_matches_decides(string[] patterns, string file, bool matches) =>
        Assert.Equal(matches, PathPatterns.Any(patterns, [file]));

    [Fact]
    public void One_file_is_enough_and_no_file_is_not() =>
        Assert.Equal((true, false), (PathPatterns.Any(["src/**"], ["a.md", "src/a.cs"]), PathPatterns.Any(["src/**"], [])));

    [Fact]
    public void A_pattern_of_many_stars_takes_no_time() =>
        Assert.False(PathPatterns.Any([string.Concat(Enumerable.Repeat("**a", 200))], [new string('a', 5000) + "b"]));
}
