using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Templates;

namespace Pipeline.Definitions.Tests.Templates;

public sealed class VariableTextTests
{
    private static readonly JsonObject Values = JsonNode.Parse("""
        {
          "region": "kr", "quote": "it's", "count": 3, "price": 1.50, "debt": -2, "on": true, "none": null,
          "list": ["a", 1], "map": { "a b": { "c": [true, null] } }, "empty": [], "nothing": {},
          "image": "${parameters.image}", "tagged": "app:${parameters.version}", "dotted.name": "d"
        }
        """)!.AsObject();

    [Theory]
    [InlineData("plain ${parameters.x} and ${#stage('a').outputs.b}", "\"plain ${parameters.x} and ${#stage('a').outputs.b}\"")]
    [InlineData("${variables.region}", "\"kr\"")]
    [InlineData("${ variables.region }", "\"kr\"")]
    [InlineData("${variables['dotted.name']}", "\"d\"")]
    [InlineData("${variables.count}", "3")]
    [InlineData("${variables.price}", "1.50")]
    [InlineData("${variables.on}", "true")]
    [InlineData("${variables.none}", "null")]
    [InlineData("${variables.list}", """["a",1]""")]
    [InlineData("${variables.map['a b'].c[0]}", "true")]
    [InlineData("${variables.region}-${variables.count}", "\"kr-3\"")]
    [InlineData("a${variables.none}b${variables.on}${variables.list}", """ "abtrue[\"a\",1]" """)]
    [InlineData("${variables.region.toUpperCase() + variables.count}", "\"KR3\"")]
    [InlineData("${variables.count > 2 ? variables.region : 'jp'}", "\"kr\"")]
    [InlineData("${variables.region}/${parameters.v}", "\"kr/${parameters.v}\"")]
    [InlineData("${variables.region + parameters.v}", "\"${'kr' + parameters.v}\"")]
    [InlineData("${ parameters[variables.region] }", "\"${ parameters['kr'] }\"")]
    [InlineData("${variables.quote + parameters.v}", "\"${'it''s' + parameters.v}\"")]
    [InlineData("${parameters.n * variables.count - variables.debt}", "\"${parameters.n * 3 - (-2)}\"")]
    [InlineData("${#toJson(variables.map) + variables.empty + variables.nothing + variables.none}", """ "${#toJson({'a b': {'c': {true, null}}}) + {} + {:} + null}" """)]
    [InlineData("${new java.util.Date() ?: variables?.region}", "\"${new java.util.Date() ?: 'kr'}\"")]
    [InlineData("${variables.image}", "\"${parameters.image}\"")]
    [InlineData("repo/${variables.tagged}", "\"repo/app:${parameters.version}\"")]
    [InlineData("${variables.image.toUpperCase() + stage}", "\"${(parameters.image).toUpperCase() + stage}\"")]
    [InlineData("${variables.image.toUpperCase()}", "\"${(parameters.image).toUpperCase()}\"")]
    [InlineData("${'${variables.region}'}", "\"${'${variables.region}'}\"")]
    [InlineData("${{variables: 1}.variables}", "\"${{variables: 1}.variables}\"")]
    [InlineData("${parameters.variables.region}", "\"${parameters.variables.region}\"")]
    [InlineData("⟦secret:x⟧ ${variables.region}", "\"⟦secret:x⟧ kr\"")]
    public void Variables_take_their_values_and_the_rest_stays_for_the_run(string text, string expected)
    {
        var result = new VariableText(Values).Substitute(text, staysExpression: false);

        Assert.Empty(result.Faults);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result.Value), result.Value?.ToJsonString() ?? "null");
        if (result.Value?.GetValueKind() is System.Text.Json.JsonValueKind.String)
            Assert.Empty(ExpressionSyntax.Check(result.Value.GetValue<string>()));
    }

    [Theory]
    [InlineData("${variables.on}", "${true}")]
    [InlineData("${variables.region == parameters.region}", "${'kr' == parameters.region}")]
    [InlineData("${variables.count > 2}", "${3 > 2}")]
    public void What_must_stay_an_expression_does(string text, string expected) =>
        Assert.Equal(expected, (string?)new VariableText(Values).Substitute(text, staysExpression: true).Value);

    [Theory]
    [InlineData("a ${variables.regoin}", 4, "has no variable 'regoin'", "region")]
    [InlineData("${variables}", 2, "Name one of the variables", null)]
    [InlineData("${variables.keySet()}", 2, "Name one of the variables", null)]
    [InlineData("${variables[parameters.x]}", 2, "Name one of the variables", null)]
    [InlineData("${variables.region +}", 20, "Unexpected", null)]
    [InlineData("${variables.map.missing}", 16, "There is no 'missing' here", null)]
    [InlineData("${variables.count.nope()}", 18, "nope", null)]
    [InlineData("${variables.tagged + parameters.x}", 2, "holds an expression among other text", null)]
    public void What_cannot_be_substituted_says_where_and_why(string text, int offset, string message, string? suggestion)
    {
        var fault = Assert.Single(new VariableText(Values).Substitute(text, staysExpression: false).Faults);

        Assert.Equal((offset, suggestion), (fault.Offset, fault.Suggestion));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_literal_has_the_value_that_it_was_written_for() => FuzzCases.ForAll(tape =>
    {
        var value = Value(tape, depth: 0);
        var scope = new ExpressionScope();
        var result = ExpressionTemplate.Evaluate($"${{{ExpressionLiteral.Of(value)}}}", scope, new() { Now = DateTimeOffset.UnixEpoch, Seed = 1 });

        Assert.Empty(result.Faults);
        Assert.True(JsonNode.DeepEquals(value, SecretReferences.Resolve(result.Value, _ => "")), $"{value?.ToJsonString()} became {result.Value?.ToJsonString()}");
    });

    private static JsonNode? Value(Tape tape, int depth) => tape.Choose(depth > 3 ? 5 : 7) switch
    {
        0 => null,
        1 => tape.Choose(2) == 1,
        2 => tape.Choose(2_000_000) - 1_000_000,
        3 => (tape.Choose(2_000) - 1_000) / 8.0 + 0.0625,
        4 => tape.Choose("", "it's", "''", "${x}", "a\nb", "⟦secret:x⟧", "\\", "한국어", "\"}"),
        5 => new JsonArray([.. Enumerable.Range(0, tape.Choose(4)).Select(_ => Value(tape, depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, tape.Choose(4)).Select(index => KeyValuePair.Create($"k'{index}", Value(tape, depth + 1)))),
    };
}
