using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class PlainScalarTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("12", "12")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+7", "7")]
    [InlineData("007", "7")]
    [InlineData("1.10", "1.10")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1e3")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("on", "\"on\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("nULL", "\"nULL\"")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("0x", "\"0x\"")]
    public void Plain_scalars_follow_the_core_schema_of_yaml_1_2(string text, string json)
    {
        var (kind, resolved) = PlainScalar.Resolve(text);
        Assert.Equal(json, new DocumentScalar(kind, resolved, DocumentPlace.Start, 0).ToJson()?.ToJsonString() ?? "null");
    }
}
