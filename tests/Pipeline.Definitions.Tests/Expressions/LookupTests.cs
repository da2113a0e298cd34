using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

/// <summary>What expressions ask for outside the run.</summary>
public class LookupTests
{
    private const string Url = "https://example.com/x";

    private static readonly ExpressionLookup Text = new(ExpressionLookupKind.UrlText, Url);

    [Theory]
    [InlineData("#fromUrl('https://example.com/x')", "a: 1", "\"a: 1\"")]
    [InlineData("#jsonFromUrl('https://example.com/x').a[1]", "{\"a\":[1,2]}", "2")]
    [InlineData("#yamlFromUrl('https://example.com/x').a", "a: 1", "1")]
    [InlineData("#propertiesFromUrl('https://example.com/x')", "a=1\nb: 2", "{\"a\":\"1\",\"b\":\"2\"}")]
    [InlineData("#fromUrl('https://example.com/x').length()", null, "0")]
    public void A_text_that_was_found_is_read(string expression, string? text, string json) =>
        Assert.Equal(json, Evaluate(expression, (Text, new() { Value = text })).Value!.ToJsonString());

    [Theory]
    [InlineData("a = 1\n\n# c\n ! c\n", "{\"a\":\"1\"}")]
    [InlineData("a b=c\nd\n=e\n", "{\"a\":\"b=c\",\"d\":\"\",\"\":\"e\"}")]
    [InlineData("a=1,\\\r\n   2\r\nb=x\\\\\nc=y\\", "{\"a\":\"1,2\",\"b\":\"x\\\\\",\"c\":\"y\"}")]
    [InlineData("a\\ b\\:c=\\t\\u00e9\\z", "{\"a b:c\":\"\\t\\u00E9z\"}")]
    [InlineData("a=1\na=2", "{\"a\":\"2\"}")]
    [InlineData("a\\", "{\"a\":\"\"}")]
    public void Properties_are_read_as_Java_reads_them(string text, string json) =>
        Assert.Equal(json, Evaluate("#propertiesFromUrl('https://example.com/x')", (Text, new() { Value = text })).Value!.ToJsonString());

    [Theory]
    [InlineData("#jsonFromUrl('https://example.com/x')", "{", "not JSON")]
    [InlineData("#yamlFromUrl('https://example.com/x')", "[", "not YAML")]
    [InlineData("#propertiesFromUrl('https://example.com/x')", "a=\\u12", "four hexadecimal digits")]
    [InlineData("#propertiesFromUrl('https://example.com/x')", "a=\\ud800", "surrogate")]
    [InlineData("#fromUrl('https://example.com/x')", "⟦secret:ci⟧", null)]
    public void A_text_that_cannot_be_read_is_a_fault_and_is_never_trusted(string expression, string text, string? reason)
    {
        var evaluation = Evaluate(expression, (Text, new() { Value = text }));

        if (reason is null)
            Assert.Empty(SecretReferences.Names(evaluation.Value));
        else
            Assert.Contains(reason, Assert.Single(evaluation.Faults).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#fromUrl('ftp://example.com/x')", "http:// or https://")]
    [InlineData("#fromUrl('/x')", "http:// or https://")]
    [InlineData("#fromUrl('https://ann:pass@example.com/x')", "must not hold a password")]
    public void A_URL_that_cannot_be_called_is_not_asked_for(string expression, string reason)
    {
        var evaluation = Evaluate(expression);

        Assert.Empty(evaluation.Lookups);
        Assert.Contains(reason, Assert.Single(evaluation.Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_yet_is_asked_for_once_and_only_when_it_is_needed()
    {
        var template = JsonNode.Parse("""
            { "a": "${#fromUrl('https://example.com/x') + #fromUrl('https://example.com/later')}", "b": "${#jsonFromUrl('https://example.com/' + 'x')}",
              "c": "${false ? #fromUrl('https://example.com/never') : 1}", "d": "${#pipelineId('deploy')}" }
            """);

        var evaluation = ExpressionTemplate.Evaluate(template, Expression.Scope with { Answers = new Dictionary<ExpressionLookup, ExpressionAnswer>() }, Expression.Options);

        Assert.Equal([Text, new(ExpressionLookupKind.PipelineId, "deploy")], evaluation.Lookups);
        Assert.False(evaluation.Succeeded);
    }

    [Fact]
    public void What_could_not_be_found_out_is_the_fault() =>
        Assert.Equal("No answer.", Assert.Single(Evaluate("#fromUrl('https://example.com/x') ?: 'none'", (Text, new() { Fault = "No answer." })).Faults).Reason);

    [Fact]
    public void Nothing_is_asked_for_where_nobody_answers() =>
        Assert.Contains("outside the run", Expression.Fault("#fromUrl('https://example.com/x')").Reason, StringComparison.Ordinal);

    [Fact]
    public void There_is_a_most_of_questions()
    {
        var answers = Enumerable.Range(0, ExpressionLimits.Default.Lookups).ToDictionary(
            number => new ExpressionLookup(ExpressionLookupKind.PipelineId, $"p{number}"), _ => new ExpressionAnswer());

        var evaluation = ExpressionTemplate.Evaluate("${#pipelineIdOrNull('more')}", Expression.Scope with { Answers = answers }, Expression.Options);

        Assert.Empty(evaluation.Lookups);
        Assert.Contains("more than 20 things", Assert.Single(evaluation.Faults).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#pipelineId('deploy')", "deploy", "\"deploy\"")]
    [InlineData("#pipelineIdOrNull('deploy')", "deploy", "\"deploy\"")]
    [InlineData("#pipelineIdOrNull('deploy')", null, null)]
    public void A_pipelines_id_is_its_name(string expression, string? found, string? json) =>
        Assert.Equal(json, Evaluate(expression, (new(ExpressionLookupKind.PipelineId, "deploy"), new() { Value = found })).Value?.ToJsonString());

    [Fact]
    public void A_pipeline_that_there_is_not_is_a_fault() => Assert.Contains(
        "there is no pipeline 'deploy'",
        Assert.Single(Evaluate("#pipelineId('deploy')", (new(ExpressionLookupKind.PipelineId, "deploy"), new())).Faults).Reason,
        StringComparison.Ordinal);

    private static ExpressionEvaluation Evaluate(string expression, params (ExpressionLookup Lookup, ExpressionAnswer Answer)[] answers) =>
        ExpressionTemplate.Evaluate("${" + expression + "}", Expression.Scope with { Answers = answers.ToDictionary(pair => pair.Lookup, pair => pair.Answer) }, Expression.Options);
}
