using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class GrammarTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("7 / 2", "3")]
    [InlineData("7.0 / 2", "3.5")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("2 ^ 10", "1024")]
    [InlineData("2 ^ -1", "0.5")]
    [InlineData("-2 ^ 2", "4")]
    [InlineData("7 div 2 + 7 mod 2", "4")]
    [InlineData("1--1", "2")]
    [InlineData("'' + -2", "\"-2\"")]
    [InlineData("'' + (2 ^ 3) + 7 / 2", "\"83\"")]
    [InlineData("0xFF", "255")]
    [InlineData("12L", "12")]
    [InlineData("1.5e3", "1500")]
    [InlineData("9007199254740993 == 9007199254740992.0", "false")]
    [InlineData("'it''s'", "\"it's\"")]
    [InlineData("\"say \"\"x\"\"\"", "\"say \\\"x\\\"\"")]
    [InlineData("'a' + 1 + 2", "\"a12\"")]
    [InlineData("1 + 2 + 'a'", "\"3a\"")]
    [InlineData("'v' + 2.0", "\"v2.0\"")]
    [InlineData("'ab' * 3", "\"ababab\"")]
    [InlineData("true and not false", "true")]
    [InlineData("false || true && false", "false")]
    [InlineData("1 lt 2 and 2 ge 2 and 3 ne 4", "true")]
    [InlineData("'2' == 2", "false")]
    [InlineData("1 == 1.0", "true")]
    [InlineData("null < 1", "true")]
    [InlineData("'v1.2' matches 'v\\d+\\.\\d+'", "true")]
    [InlineData("'xv1.2' matches 'v\\d+'", "false")]
    [InlineData("'ab' matches 'a|ab'", "true")]
    [InlineData("5 between {1, 5}", "true")]
    [InlineData("'a' instanceof T(String)", "true")]
    [InlineData("1 instanceof T(java.lang.Double)", "false")]
    [InlineData("parameters.count > 2 ? 'many' : 'few'", "\"many\"")]
    [InlineData("parameters.flag ? 1 : 2", "1")]
    [InlineData("parameters.empty ?: 'none'", "\"none\"")]
    [InlineData("parameters.nothing ?: 'none'", "\"none\"")]
    [InlineData("parameters.count ?: 5", "3")]
    [InlineData("true ? false ? 1 : 2 : 3", "2")]
    [InlineData("{1, 'a', {2}}", "[1,\"a\",[2]]")]
    [InlineData("{}", "[]")]
    [InlineData("{:}", "{}")]
    [InlineData("{a: 1, 'b c': {x: true}, eq: 2}", "{\"a\":1,\"b c\":{\"x\":true},\"eq\":2}")]
    [InlineData("parameters['key with space']", "\"k\"")]
    [InlineData("parameters['absent']", "null")]
    [InlineData("parameters?.absent", "null")]
    [InlineData("parameters.nothing?.deep?.deeper", "null")]
    [InlineData("trigger.tags[1]", "\"b\"")]
    [InlineData("trigger.commits.?[size > 10].![id]", "[\"c2\",\"c3\"]")]
    [InlineData("trigger.commits.^[size > 10].id", "\"c2\"")]
    [InlineData("trigger.commits.$[size > 10].id", "\"c3\"")]
    [InlineData("trigger.commits.^[size > 1000]", "null")]
    [InlineData("trigger.tags.?[#this != 'b']", "[\"a\",\"c\"]")]
    [InlineData("trigger.commits.?[size > #root.parameters.count].size()", "3")]
    [InlineData("{a: 1, b: 2}.?[value > 1]", "{\"b\":2}")]
    [InlineData("{a: 1, b: 2}.![key + value]", "[\"a1\",\"b2\"]")]
    [InlineData("#this.parameters.count", "3")]
    [InlineData(" \n 1 \n ", "1")]
    public void Gives(string expression, string json) => Assert.Equal(json, Expression.Value(expression));

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("1 2")]
    [InlineData("(1")]
    [InlineData("a = 1")]
    [InlineData("1 < 2 < 3")]
    [InlineData("@bean")]
    [InlineData("#nothing")]
    [InlineData("#noSuch(1)")]
    [InlineData("#toInt()")]
    [InlineData("foo(1)")]
    [InlineData("1.2.3")]
    [InlineData("12abc")]
    [InlineData("99999999999999999999")]
    [InlineData("a & b")]
    [InlineData("{a: 1, 2}")]
    [InlineData("T(java.lang.Runtime)")]
    [InlineData("new java.io.File('x')")]
    [InlineData("a\\b")]
    [InlineData("a.")]
    [InlineData("a[]")]
    public void IsRefusedBeforeItRuns(string expression) => Assert.NotEmpty(ExpressionSyntax.Check("${" + expression + "}"));

    [Theory]
    [InlineData("'a' - 1")]
    [InlineData("1 / 0")]
    [InlineData("1.0 / 0")]
    [InlineData("9223372036854775807 + 1")]
    [InlineData("1 < 'a'")]
    [InlineData("'yes' && true")]
    [InlineData("null.x")]
    [InlineData("'a' + null")]
    [InlineData("trigger.tags[9]")]
    [InlineData("'a'.getClass()")]
    [InlineData("'a'.class")]
    [InlineData("''['x']")]
    [InlineData("'a' matches '('")]
    [InlineData("trigger.tags.id")]
    [InlineData("#root")]
    [InlineData("secrets")]
    public void FailsWhenItRuns(string expression) => Expression.Fault(expression);

    [Fact]
    public void A_fault_carries_expression_place_and_reason()
    {
        var fault = Expression.Run(JsonNode.Parse("""{"headers":["x","a ${\n 1 +\n paramters.x} b"]}""")).Faults.Single();
        Assert.Equal("headers[1]", fault.Path);
        Assert.Equal("${\n 1 +\n paramters.x}", fault.Expression);
        Assert.Equal((11, 3, 2), (fault.Offset, fault.Line, fault.Column));
        Assert.Contains("Did you mean 'parameters'?", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_what_is_allowed()
    {
        Assert.Contains("Allowed are: String, Integer", Expression.Fault("T(java.lang.System).exit(1)").Reason, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'substring'?", Expression.Fault("'a'.substrin(1)").Reason, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'version'?", Expression.Fault("parameters.verison").Reason, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Build image'?", Expression.Fault("#stage('Build imag')").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_string_are_found_with_their_places()
    {
        var faults = ExpressionSyntax.Check("${1 +} and ${#nope()} and ${ok} and ${'open");
        Assert.Equal([5, 13, 38], faults.Select(fault => fault.Offset));
    }

    [Fact]
    public void References_are_read_without_evaluating()
    {
        var references = ExpressionSyntax.References("${parameters.x + secrets.db} ${#stage('Build').outputs.y} ${stages['a-b'].status} ${secrets['api-key']}");
        Assert.Equal(["Build", "a-b"], references.Stages);
        Assert.Equal(["db", "api-key"], references.Secrets);
        Assert.Contains("parameters", references.Variables);
    }
}
