using System.Diagnostics;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class LimitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Hostile => new()
    {
        string.Concat(Enumerable.Repeat("(", 10_000)) + "1",
        string.Concat(Enumerable.Repeat("{", 10_000)),
        string.Concat(Enumerable.Repeat("-", 10_000)) + "1",
        string.Concat(Enumerable.Repeat("!", 10_000)) + "true",
        "1" + string.Concat(Enumerable.Repeat("+1", 10_000)),
        "a" + string.Concat(Enumerable.Repeat(".a", 10_000)),
        "a" + string.Concat(Enumerable.Repeat("[0]", 10_000)),
        string.Concat(Enumerable.Repeat("true?", 6_000)) + "1",
        string.Concat(Enumerable.Repeat("#toJson(", 4_000)),
        new string(' ', 100_000) + "1",
        "'x'.repeat(2000000000)",
        "'x' * 9000000000000000000",
        "'%999999999s'.formatted('x')",
        "'%.999999999f'.formatted(1.0)",
        "'x'.repeat(900000).replaceAll('x', 'yyyyyyyyyy')",
        "'x'.repeat(900000).replace('x', 'yyyyyyyyyy')",
        "'x'.repeat(900000).split('')",
        "'a'.repeat(40).matches('(?=a)(a|a|aa)+$b')",
        "('a'.repeat(5000) + 'b').matches('(?!c)(a*)*(a*)*c')",
        "'a'.repeat(900000).replaceAll('(?=a*b)a', 'c')",
        "#readJson('[' * 1000)",
        "#readYaml('[' * 100000)",
        "#readYaml('- ' * 10000)",
        "#readYaml('a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]')",
        "{1}" + string.Concat(Enumerable.Repeat(".![{#this,#this}]", 60)),
        string.Concat(Enumerable.Repeat("{1,2,3,4,5,6,7,8,9,10}.![", 12)) + "1" + new string(']', 12),
        "trigger.tags.![" + string.Concat(Enumerable.Repeat("{1,2,3,4,5,6,7,8,9,10}.?[", 10)) + "true" + new string(']', 10) + "]",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_expressions_end_in_a_fault_and_soon(string expression)
    {
        var started = Stopwatch.GetTimestamp();
        Expression.Fault(expression);
        Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"took {Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public void A_deep_expression_needs_little_stack()
    {
        var depth = ExpressionLimits.Default.ExpressionDepth - 2;
        var expression = string.Concat(Enumerable.Repeat("{", depth)) + "1" + new string('}', depth);
        ExpressionEvaluation? evaluation = null;
        var thread = new Thread(() => evaluation = Expression.Run("${" + expression + ".toString()}"), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Contains("deeper", evaluation!.Faults.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_hold_for_the_whole_template()
    {
        var template = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => JsonValue.Create("${'x'.repeat(90)}"))]);
        var limits = ExpressionLimits.Default with { OutputCharacters = 1_000, Faults = 3 };
        Assert.Equal(3, Expression.Run(template, limits).Faults.Count);
    }

    [Fact]
    public void A_template_that_is_too_deep_is_a_fault()
    {
        JsonNode deep = "x";
        for (var level = 0; level < 200; level++) deep = new JsonArray(deep);
        Assert.Single(Expression.Run(deep).Faults);
    }

    [Fact]
    public void A_text_full_of_broken_expressions_is_read_once()
    {
        var started = Stopwatch.GetTimestamp();
        Assert.InRange(ExpressionSyntax.Check(string.Concat(Enumerable.Repeat("${'", 300_000))).Count, 1, 100);
        Assert.InRange(ExpressionSyntax.Check(string.Concat(Enumerable.Repeat("${", 300_000))).Count, 1, 100);
        Assert.True(Stopwatch.GetElapsedTime(started) < Patience);
    }
}
