using System.Globalization;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>Values as text: in mixed text, beside <c>+</c>, and in <c>toString()</c>. The form never depends on a machine's culture or zone.</summary>
internal static class TextForm
{
    /// <summary>A <see cref="string"/>, or a <see cref="SecretText"/> when a secret is in it.</summary>
    /// <exception cref="ExpressionException">The value is null or has no text form.</exception>
    public static object Of(object? value, EvaluationContext context) => value switch
    {
        string or SecretText => value,
        null => throw new ExpressionException("The value is null, which has no text; give an alternative: '… ?: \"none\"'."),
        LiteralValue literal => Of(literal.Value, context),
        ListValue or MapValue => JsonText.Write(value, context),
        _ => OfScalar(value) ?? throw new ExpressionException($"{ValueKinds.NameOf(value)} cannot be made text."),
    };

    /// <summary>The text of a value that is not text, a list or a map already; null when it has none.</summary>
    public static string? OfScalar(object value) => value switch
    {
        bool boolean => boolean ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => OfNumber(number),
        Moment moment => moment.ToString(),
        DayOfWeek day => day.ToString().ToUpperInvariant(),
        ChronoUnit unit => unit.ToString().ToUpperInvariant(),
        _ => null,
    };

    /// <summary>Shortest form that reads back as the same number; a whole one keeps <c>.0</c>, as in Java.</summary>
    private static string OfNumber(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.All(character => char.IsAsciiDigit(character) || character == '-') ? text + ".0" : text;
    }
}
