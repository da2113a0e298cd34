using System.Text;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Conversions between text, numbers, booleans and base64.</summary>
internal static class ConversionFunctions
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Callables All { get; } = new()
    {
        { "toInt", 1, ToInt },
        { "toFloat", 1, call => call.Value(0) is long or double ? call.Number(0) : NumberTypes.ParseReal(call) },
        { "toBoolean", 1, call => call.Value(0) as bool? ?? (call.Value(0) is not null && call.Text(0).Equals("true", StringComparison.OrdinalIgnoreCase)) },
        { "toBase64", 1, ToBase64 },
        { "fromBase64", 1, FromBase64 },
        { "alphanumerical", 1, call => string.Concat(call.Text(0).Where(char.IsAsciiLetterOrDigit)) },
    };

    private static object ToInt(Call call) => call.Value(0) switch
    {
        long number => number,
        double number when Math.Abs(number) < 9.2233720368547758E18 => (long)number,
        double => throw call.Fail("the number does not fit in 64 bits."),
        _ => NumberTypes.ParseWhole(call, call.Text(0).Trim(), long.MinValue, long.MaxValue),
    };

    private static object ToBase64(Call call)
    {
        if (call.Value(0) is SecretText secret) return secret.Encode(SecretEncoding.Base64);
        var text = call.Text(0);
        call.Context.CheckText(text.Length * 4L);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    private static object FromBase64(Call call)
    {
        try
        {
            return Utf8.GetString(Convert.FromBase64String(call.Text(0)));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw call.Fail("the text is not base64 of UTF-8 text.");
        }
    }
}
