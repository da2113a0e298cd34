using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "parameters", "trigger", ".commits", ".tags", "?.", ".", "[0]", "['a']", "#stage('build')", "#toJson(", "#readYaml(", "#readJson(", "#judgment(",
        "(", ")", "{", "}", "[", "]", ",", ":", "?", "?:", "${", "}", " ", "'", "\"", "''", "'a'", "1", "0", "-1", "2.5", "1e308", "9223372036854775807",
        "+", "-", "*", "/", "%", "^", "==", "!=", "<", ">=", " matches ", " between ", " instanceof ", " and ", " or ", " not ", "!", "null", "true",
        ".?[", ".![", ".^[", ".$[", "#this", "#root", "T(", "T(Math)", "T(LocalDate).now()", "T(Instant)", "new Date()", "new Random(", ".size()", ".toString()", ".split(",
        ".replaceAll(", ".format(", ".plusDays(", ".substring(", ".get(", "secrets.ci", "⟦secret:ci⟧", "\n", "é", "\ud800", "\0", "(.*)*", "%s", "&a *a", "- a", "[1,",
    ];

    private static readonly string[] Valid =
    [
        "${trigger.commits.?[size > 10].![id].join('-')}", "v${parameters.version}-${execution.number + 1}", "${#stage('build').outputs.image ?: 'none'}",
        "${new java.text.SimpleDateFormat('yyyy-MM-dd').format(new java.util.Date())}", "${T(java.lang.Math).max(parameters.count, 2) ^ 2}",
        "${ {a: {1, 'x'}, b: #toBase64(secrets.ci)} }", "${'a,b'.split(',')[1].replaceAll('(b)', '$1$1').toUpperCase()}",
        "${parameters.count between {1, 3} and 'abc' matches '[a-c]+' ? T(LocalDate).now().plusDays(2).format('yyyy') : 'no'}",
        "${#manifestLabelValue('Deploy', 'Deployment', 'app') + #resolveArtifactByType('docker/image').name}", "${#readAllYaml('--- 1')[0] + #toJson(#doNotEval('x'))}",
        "${#fromUrl('http://x') + #pipelineId('p')}", "${#readYaml('a: [1, {b: c}]').a[1].b + #readJson('{\"x\": 1}').x}", "${T(String).format('%5s|%03d', 'a', 7)}",
    ];

    [Fact]
    public void Arbitrary_expressions_give_a_value_or_faults_and_soon()
    {
        // Small limits make the tests fast; that the limits hold at their defaults is shown by LimitTests.
        var limits = ExpressionLimits.Default with { Steps = 20_000, TextCharacters = 10_000, RegexTime = TimeSpan.FromMilliseconds(50) };
        FuzzCases.ForAll(tape =>
        {
            var text = tape.Choose(3) switch { 0 => Joined(tape), 1 => Mutated(tape), _ => Characters(tape) };
            var started = Stopwatch.GetTimestamp();
            var checkedFaults = ExpressionSyntax.Check(text);
            ExpressionSyntax.References(text);
            ExpressionSyntax.IsOneExpression(text);
            ExpressionSyntax.ReadsSecrets(text);
            var evaluation = Expression.Run(new JsonObject { [text] = text }, limits);
            Assert.All(checkedFaults.Concat(evaluation.Faults), fault => Assert.InRange(fault.Offset, 0, text.Length));
            if (evaluation.Succeeded) SecretReferences.Resolve(evaluation.Value, name => name);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), text);
        });
    }

    [Fact]
    public void Text_without_expressions_comes_back_as_it_was() => FuzzCases.ForAll(tape =>
    {
        var text = (Joined(tape) + Characters(tape)).Replace("$", "", StringComparison.Ordinal);
        Assert.Equal(text, SecretReferences.Resolve(Expression.Run(text).Value, _ => "leaked")!.GetValue<string>());
    });

    [Fact]
    public void Quoted_text_comes_back_as_it_was() => FuzzCases.ForAll(tape =>
    {
        var text = Joined(tape);
        var value = Expression.Run("${'" + text.Replace("'", "''", StringComparison.Ordinal) + "'}").Value;
        Assert.Equal(text, SecretReferences.Resolve(value, _ => "leaked")!.GetValue<string>());
    });

    [Fact]
    public void Arithmetic_is_that_of_arbitrary_precision_or_a_fault() => FuzzCases.ForAll(tape =>
    {
        var expected = Arithmetic(tape, 0, out var expression);
        var evaluation = Expression.Run("${" + expression + "}");
        if (expected is { } value) Assert.Equal(value.ToString(CultureInfo.InvariantCulture), evaluation.Value?.ToJsonString());
        else Assert.Single(evaluation.Faults);
    });

    /// <summary>Null when a step does not fit in 64 bits or divides by zero.</summary>
    private static BigInteger? Arithmetic(Tape tape, int depth, out string expression)
    {
        if (depth > 4 || tape.Choose(3) == 0)
        {
            var number = tape.Choose(4) == 0 ? long.MaxValue - tape.Choose(3) : tape.Choose(20);
            expression = number.ToString(CultureInfo.InvariantCulture);
            return number;
        }
        var left = Arithmetic(tape, depth + 1, out var leftText);
        var right = Arithmetic(tape, depth + 1, out var rightText);
        var symbol = "+-*/%"[tape.Choose(5)];
        expression = $"({leftText} {symbol} {rightText})";
        if (left is not { } one || right is not { } other || (symbol is '/' or '%' && other.IsZero)) return null;
        var result = symbol switch { '+' => one + other, '-' => one - other, '*' => one * other, '/' => one / other, _ => one % other };
        return result >= long.MinValue && result <= long.MaxValue ? result : null;
    }

    private static string Joined(Tape tape)
    {
        var text = new StringBuilder(tape.Choose(4) == 0 ? "" : "${");
        for (var count = tape.Choose(20); count > 0; count--) text.Append(tape.Choose(Pieces));
        return text.Append(tape.Choose(3) == 0 ? "" : "}").ToString();
    }

    private static string Mutated(Tape tape)
    {
        var text = tape.Choose(Valid);
        for (var count = 1 + tape.Choose(4); count > 0 && text.Length > 0; count--)
        {
            var at = tape.Choose(text.Length);
            text = tape.Choose(3) switch
            {
                0 => text.Remove(at, Math.Min(1 + tape.Choose(4), text.Length - at)),
                1 => text.Insert(at, tape.Choose(Pieces)),
                _ => text[..at] + text[tape.Choose(text.Length)..],
            };
        }
        return text;
    }

    private static string Characters(Tape tape)
    {
        var text = new StringBuilder("${");
        for (var count = tape.Choose(30); count > 0; count--) text.Append((char)(tape.Choose(8) == 0 ? tape.Choose(0x10000) : 32 + tape.Choose(96)));
        return text.Append('}').ToString();
    }
}
