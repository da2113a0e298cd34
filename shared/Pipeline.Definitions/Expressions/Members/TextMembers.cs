using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of text: java.lang.String's, with its results. Comparison and case never depend on a culture.</summary>
internal static class TextMembers
{
    public static Callables Methods { get; } = new()
    {
        { "length", 0, call => (long)Own(call).Length },
        { "isEmpty", 0, call => Own(call).Length == 0 },
        { "isBlank", 0, call => string.IsNullOrWhiteSpace(Own(call)) },
        { "substring", 1, 2, Substring },
        { "charAt", 1, call => Own(call)[call.Within(0, 0, Own(call).Length - 1)].ToString() },
        { "contains", 1, call => Own(call).Contains(call.Text(0), StringComparison.Ordinal) },
        { "startsWith", 1, call => Own(call).StartsWith(call.Text(0), StringComparison.Ordinal) },
        { "endsWith", 1, call => Own(call).EndsWith(call.Text(0), StringComparison.Ordinal) },
        { "indexOf", 1, 2, IndexOf },
        { "lastIndexOf", 1, call => (long)Own(call).LastIndexOf(call.Text(0), StringComparison.Ordinal) },
        { "equalsIgnoreCase", 1, call => call.Value(0) is not null && Own(call).Equals(call.Text(0), StringComparison.OrdinalIgnoreCase) },
        { "compareTo", 1, call => (long)Math.Sign(string.CompareOrdinal(Own(call), call.Text(0))) },
        { "compareToIgnoreCase", 1, call => (long)Math.Sign(string.Compare(Own(call), call.Text(0), StringComparison.OrdinalIgnoreCase)) },
        { "toUpperCase", 0, call => Own(call).ToUpperInvariant() },
        { "toLowerCase", 0, call => Own(call).ToLowerInvariant() },
        { "trim", 0, call => Own(call).Trim() },
        { "strip", 0, call => Own(call).Trim() },
        { "stripLeading", 0, call => Own(call).TrimStart() },
        { "stripTrailing", 0, call => Own(call).TrimEnd() },
        { "concat", 1, Concat },
        { "repeat", 1, call => Repeat(Own(call), call.Within(0, 0, int.MaxValue), call.Context) },
        { "replace", 2, Replace },
        { "replaceAll", 2, call => PatternMembers.Replace(call, Own(call), firstOnly: false) },
        { "replaceFirst", 2, call => PatternMembers.Replace(call, Own(call), firstOnly: true) },
        { "matches", 1, call => call.Context.Patterns.IsWholeMatch(Own(call), call.Text(0)) },
        { "split", 1, 2, call => PatternMembers.Split(call, Own(call)) },
        { "lines", 0, call => new BuiltList([.. Own(call).ReplaceLineEndings("\n").Split('\n')]) },
        { "format", 0, Callables.Unlimited, call => TextFormatting.Format(call, Own(call), firstArgument: 0) },
        { "formatted", 0, Callables.Unlimited, call => TextFormatting.Format(call, Own(call), firstArgument: 0) },
        ScalarMembers.Common,
    };

    /// <summary>The little that can be done with text whose secret is not known yet.</summary>
    public static Callables OfSecrets { get; } = new()
    {
        { "concat", 1, Concat },
        { "toString", 0, call => call.Target<SecretText>() },
    };

    /// <summary><paramref name="text"/> so many times over.</summary>
    public static string Repeat(string text, long count, EvaluationContext context)
    {
        if (count < 0) throw new ExpressionException("A text cannot be repeated a negative number of times.");
        if (text.Length == 0 || count == 0) return "";
        context.CheckText(count > int.MaxValue ? long.MaxValue : text.Length * count);
        return string.Concat(Enumerable.Repeat(text, (int)count));
    }

    private static string Own(Call call)
    {
        var text = call.Target<string>();
        call.Context.SpendText(text.Length);
        return text;
    }

    private static object Substring(Call call)
    {
        var text = Own(call);
        var end = call.Count > 1 ? call.Within(1, 0, text.Length) : text.Length;
        return text[call.Within(0, 0, end)..end];
    }

    private static object IndexOf(Call call)
    {
        var text = Own(call);
        var from = call.Count > 1 ? call.Within(1, 0, text.Length) : 0;
        return (long)text.IndexOf(call.Text(0), from, StringComparison.Ordinal);
    }

    private static object Concat(Call call)
    {
        var joined = SecretText.Concat([call.Target<object>(), TextForm.Of(call.Value(0), call.Context)]);
        call.Context.CheckText(joined is SecretText secret ? secret.Length : ((string)joined).Length);
        return joined;
    }

    private static object Replace(Call call)
    {
        var (text, old, replacement) = (Own(call), call.Text(0), call.Text(1));
        if (old.Length == 0) throw call.Fail("the text to replace is empty.");
        call.Context.CheckText(text.Length + ((long)(text.Length / old.Length) * Math.Max(0, replacement.Length - old.Length)));
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }
}
