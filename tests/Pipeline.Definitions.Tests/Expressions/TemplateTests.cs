using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class TemplateTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("costs 5$ {x}", "\"costs 5$ {x}\"")]
    [InlineData("${parameters.count}", "3")]
    [InlineData("${trigger.tags}", "[\"a\",\"b\",\"c\"]")]
    [InlineData("${parameters.nothing}", "null")]
    [InlineData("${1 == 1}", "true")]
    [InlineData(" ${parameters.count}", "\" 3\"")]
    [InlineData("${parameters.count}${parameters.count}", "\"33\"")]
    [InlineData("v${parameters.version}-${execution.number}", "\"v1.2.3-7\"")]
    [InlineData("tags=${trigger.tags} map=${ {a: 'x\"y'} }", "\"tags=[\\\"a\\\",\\\"b\\\",\\\"c\\\"] map={\\\"a\\\":\\\"x\\\\\\\"y\\\"}\"")]
    [InlineData("${'}'}", "\"}\"")]
    [InlineData("${ {a: {b: '}{'}}.a.b }", "\"}{\"")]
    [InlineData("${\"${parameters.version}\"}", "\"${parameters.version}\"")]
    [InlineData("run ${'${HOME}'}/x", "\"run ${HOME}/x\"")]
    public void A_string_becomes(string template, string json) => Assert.Equal(json, Expression.Template(template));

    [Fact]
    public void Keys_values_and_lists_are_evaluated_at_any_depth()
    {
        var value = Expression.Run(JsonNode.Parse("""{"a-${execution.number}":[{"b":"${parameters.count}"},true,1.50,null]}""")).Value;
        Assert.Equal("""{"a-7":[{"b":3},true,1.50,null]}""", value!.ToJsonString());
    }

    [Fact]
    public void Values_are_embedded_in_markup_as_the_caller_says_and_the_markup_stays()
    {
        var options = Expression.Options with { Embed = text => $"<{text}>" };

        Assert.Equal("*v* <1.2.3> and <3>", (string?)ExpressionTemplate.Evaluate("*v* ${parameters.version} and ${parameters.count}", Expression.Scope, options).Value);
        Assert.Equal("1.2.3", (string?)ExpressionTemplate.Evaluate("${parameters.version}", Expression.Scope, options).Value);
    }

    [Fact]
    public void Results_are_not_evaluated_again()
    {
        var scope = Expression.Scope with { Variables = new Dictionary<string, JsonNode?> { ["evil"] = "${secrets.ci}" } };
        var value = ExpressionTemplate.Evaluate("${evil}", scope, Expression.Options).Value!.GetValue<string>();
        Assert.Equal("${secrets.ci}", SecretReferences.Resolve(value, _ => "leaked"));
    }

    [Fact]
    public void Null_in_mixed_text_is_a_fault_and_not_an_empty_place() =>
        Assert.Contains("null", Expression.Run("image:${parameters.nothing}").Faults.Single().Reason, StringComparison.Ordinal);

    [Fact]
    public void Every_fault_of_a_template_is_reported_and_no_half_result_given()
    {
        var evaluation = Expression.Run(JsonNode.Parse("""{"a":"${x1}","b":["${x2}","${1}"],"${x3}":1}"""));
        Assert.Null(evaluation.Value);
        Assert.Equal(["a", "b[0]", "${x3}"], evaluation.Faults.Select(fault => fault.Path));
    }

    [Fact]
    public void Keys_that_become_the_same_are_a_fault() =>
        Assert.Single(Expression.Run(JsonNode.Parse("""{"a":1,"${'a'}":2}""")).Faults);

    [Fact]
    public void The_scope_is_not_shared_with_the_result()
    {
        var value = Expression.Run("${trigger}").Value!;
        value["user"] = "changed";
        Assert.Equal("\"ada\"", Expression.Value("trigger.user"));
    }

    [Fact]
    public void A_variable_is_asked_for_only_when_it_is_named()
    {
        var scope = new ExpressionScope { Variables = new FailingVariables() };
        Assert.Equal(3, (long)ExpressionTemplate.Evaluate("${1 + 2}", scope, Expression.Options).Value!);
    }

    [Fact]
    public void Time_and_chance_depend_on_the_options_only()
    {
        const string Template = "${T(java.util.UUID).randomUUID()} ${new java.util.Random().nextInt(1000)} ${new java.util.Date()}";
        var first = Expression.Template(Template);
        Assert.Equal(first, Expression.Template(Template));
        Assert.NotEqual(first, ExpressionTemplate.Evaluate(Template, Expression.Scope, Expression.Options with { Seed = 43 }).Value!.ToJsonString());
        Assert.EndsWith("2026-02-03T04:05:06Z\"", first, StringComparison.Ordinal);
    }

    private sealed class FailingVariables : Dictionary<string, JsonNode?>, IReadOnlyDictionary<string, JsonNode?>
    {
        bool IReadOnlyDictionary<string, JsonNode?>.TryGetValue(string key, out JsonNode? value) => throw new InvalidOperationException(key);
    }
}
