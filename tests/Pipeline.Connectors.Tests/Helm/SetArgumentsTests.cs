using Pipeline.Connectors.Helm.Templates;

namespace Pipeline.Connectors.Tests.Helm;

public sealed class SetArgumentsTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("FALSE", true)]
    [InlineData("null", true)]
    [InlineData("0", true)]
    [InlineData("42", true)]
    [InlineData("-7", true)]
    [InlineData("1000000", true)]
    [InlineData("007", false)]
    [InlineData("1.5", false)]
    [InlineData("99999999999999999999", false)]
    [InlineData("", false)]
    [InlineData("yes", false)]
    [InlineData("a,b", false)]
    [InlineData("{a}", false)]
    public void What_is_no_text_for_helm_is_told_from_what_is(string text, bool expected) => Assert.Equal(expected, SetArguments.IsTyped(text));

    [Fact]
    public void Texts_go_by_files_so_that_no_command_line_shows_them()
    {
        var set = SetArguments.Create([new("image.tag", "s3cret,{x}", false), new("replicas", "3", true), new("port", "80", false), new("host", "example", true)], "set");

        Assert.Equal(["--set-file", "image.tag=set/0", "--set", "replicas=3", "--set-file", "port=set/2", "--set-file", "host=set/3"], set.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["set/0"] = "s3cret,{x}", ["set/2"] = "80", ["set/3"] = "example" }, set.Files);
    }

    [Theory]
    [InlineData("image.tag")]
    [InlineData("ports[0].name")]
    [InlineData("matrix[0][1]")]
    [InlineData(@"annotations.example\.com/team")]
    [InlineData("a b")]
    public void Paths_are_helms(string path) => Assert.Null(SetArguments.FaultOf(path));

    [Theory]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a=1")]
    [InlineData("a,b")]
    [InlineData("a[x]")]
    [InlineData("[0]")]
    [InlineData("a\nb")]
    [InlineData(@"a\")]
    public void What_would_set_something_else_is_no_path(string path) => Assert.Contains("is no path of a value", SetArguments.FaultOf(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("example.com/team", @"example\.com/team")]
    [InlineData("a[0]=b,c", @"a\[0\]\=b\,c")]
    [InlineData("plain", "plain")]
    public void A_name_is_escaped_into_a_path(string name, string expected)
    {
        Assert.Equal(expected, SetValue.Escape(name));
        Assert.Null(SetArguments.FaultOf(SetValue.Escape(name)));
    }
}
