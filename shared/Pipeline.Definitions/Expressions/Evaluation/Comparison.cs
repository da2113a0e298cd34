using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>Equality and order of values.</summary>
internal static class Comparison
{
    /// <summary>Numbers compare by value, lists and maps by their content; values of different kinds are not equal.</summary>
    /// <exception cref="ExpressionException">One holds a secret.</exception>
    public static bool AreEqual(object? left, object? right, EvaluationContext context, int depth = 0)
    {
        context.Spend();
        context.CheckDepth(depth);
        switch (left, right)
        {
            case (SecretText or SecretStore, not null) or (not null, SecretText or SecretStore):
                throw new ExpressionException("A secret cannot be compared: its value is known only when the stage uses it.");
            case (long or double, long or double):
                return CompareNumbers(left, right) == 0;
            case (string one, string other):
                context.SpendText(Math.Min(one.Length, other.Length));
                return string.Equals(one, other, StringComparison.Ordinal);
            case (ListValue one, ListValue other):
                return one.Count == other.Count && one.Items.Zip(other.Items).All(pair => AreEqual(pair.First, pair.Second, context, depth + 1));
            case (MapValue one, MapValue other):
                return one.Count == other.Count && one.Entries.All(entry =>
                    other.TryGet(entry.Key, out var value) && AreEqual(entry.Value, value, context, depth + 1));
            default:
                return Equals(left, right);
        }
    }

    /// <summary>Below 0, 0 or above 0. Null comes before everything, as in SpEL.</summary>
    /// <exception cref="ExpressionException">The two have no order.</exception>
    public static int Compare(object? left, object? right, EvaluationContext context)
    {
        switch (left, right)
        {
            case (null, null): return 0;
            case (null, not SecretText): return -1;
            case (not SecretText, null): return 1;
            case (long or double, long or double): return CompareNumbers(left, right);
            case (string one, string other):
                context.SpendText(Math.Min(one.Length, other.Length));
                return string.CompareOrdinal(one, other);
            case (bool one, bool other): return one.CompareTo(other);
            case (Moment one, Moment other) when one.Kind == other.Kind: return one.Value.CompareTo(other.Value);
            case (SecretText, _) or (_, SecretText):
                throw new ExpressionException("A secret cannot be compared: its value is known only when the stage uses it.");
            default:
                var hint = (left, right) is (string, long or double) or (long or double, string) ? " Convert the text with #toInt(…) or #toFloat(…)." : "";
                throw new ExpressionException($"{ValueKinds.NameOf(left)} and {ValueKinds.NameOf(right)} have no order.{hint}");
        }
    }

    private static int CompareNumbers(object left, object right) => (left, right) switch
    {
        (long one, long other) => one.CompareTo(other),
        (long one, double other) => CompareMixed(one, other),
        (double one, long other) => -CompareMixed(other, one),
        _ => ((double)left).CompareTo((double)right),
    };

    /// <summary>Exact also where a double cannot tell neighbouring whole numbers apart.</summary>
    private static int CompareMixed(long whole, double real)
    {
        if (real >= 9.2233720368547758E18) return -1;
        if (real < -9.2233720368547758E18) return 1;
        var floor = Math.Floor(real);
        var order = whole.CompareTo((long)floor);
        return order != 0 ? order : floor < real ? -1 : 0;
    }
}
