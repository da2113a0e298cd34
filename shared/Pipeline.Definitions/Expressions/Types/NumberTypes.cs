using System.Globalization;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.lang.Integer, Long, Byte and Double: parsing and bounds. A whole number is one kind of 64 bits, whatever its Java type.</summary>
internal static class NumberTypes
{
    public static IReadOnlyDictionary<string, object> IntegerConstants { get; } = Bounds(int.MinValue, int.MaxValue);

    public static IReadOnlyDictionary<string, object> LongConstants { get; } = Bounds(long.MinValue, long.MaxValue);

    public static IReadOnlyDictionary<string, object> ByteConstants { get; } = Bounds(sbyte.MinValue, sbyte.MaxValue);

    public static IReadOnlyDictionary<string, object> DoubleConstants { get; } = new Dictionary<string, object> { ["MAX_VALUE"] = double.MaxValue, ["MIN_VALUE"] = double.Epsilon };

    public static Callables Integer { get; } = WholeNumber("parseInt", int.MinValue, int.MaxValue);

    public static Callables Long { get; } = WholeNumber("parseLong", long.MinValue, long.MaxValue);

    public static Callables Byte { get; } = WholeNumber("parseByte", sbyte.MinValue, sbyte.MaxValue);

    public static Callables Double { get; } = new()
    {
        { "parseDouble", 1, call => ParseReal(call) },
        { "valueOf", 1, call => call.Value(0) is long or double ? call.Number(0) : ParseReal(call) },
        { "toString", 1, call => TextForm.OfScalar(call.Number(0)) },
        { "compare", 2, call => (long)call.Number(0).CompareTo(call.Number(1)) },
        { "max", 2, call => Math.Max(call.Number(0), call.Number(1)) },
        { "min", 2, call => Math.Min(call.Number(0), call.Number(1)) },
    };

    /// <summary>Reads a finite number as Java's Double.valueOf does.</summary>
    public static double ParseReal(Call call)
    {
        var text = call.Text(0).Trim();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw call.Fail($"{Quoted(text)} is not a number.");
    }

    /// <summary>Reads a whole number in a radix from 2 to 36.</summary>
    public static long ParseWhole(Call call, string text, long least, long most, int radix = 10)
    {
        Int128 value = 0;
        var digits = text.AsSpan(text.Length > 0 && text[0] is '-' or '+' ? 1 : 0);
        if (digits.Length is 0) throw call.Fail($"{Quoted(text)} is not a whole number.");
        foreach (var character in digits)
        {
            var digit = char.IsAsciiDigit(character) ? character - '0' : char.IsAsciiLetter(character) ? char.ToLowerInvariant(character) - 'a' + 10 : radix;
            if (digit >= radix) throw call.Fail($"{Quoted(text)} is not a whole number.");
            value = (value * radix) + digit;
            if (value > long.MaxValue) break;
        }
        if (text[0] == '-') value = -value;
        return value >= least && value <= most ? (long)value : throw call.Fail($"{Quoted(text)} is not between {least} and {most}.");
    }

    private static Callables WholeNumber(string parse, long least, long most) => new()
    {
        { parse, 1, 2, call => ParseWhole(call, call.Text(0), least, most, Radix(call)) },
        { "valueOf", 1, 2, call => call.Value(0) is long number ? number : ParseWhole(call, call.Text(0), least, most, Radix(call)) },
        { "toString", 1, call => TextForm.OfScalar(call.Whole(0)) },
        { "toHexString", 1, call => (most == int.MaxValue ? (uint)call.Within(0, least, most) : (ulong)call.Whole(0)).ToString("x", CultureInfo.InvariantCulture) },
        { "compare", 2, call => (long)call.Whole(0).CompareTo(call.Whole(1)) },
        { "max", 2, call => Math.Max(call.Whole(0), call.Whole(1)) },
        { "min", 2, call => Math.Min(call.Whole(0), call.Whole(1)) },
    };

    private static int Radix(Call call) => call.Count > 1 ? call.Within(1, 2, 36) : 10;

    private static Dictionary<string, object> Bounds(long least, long most) => new() { ["MIN_VALUE"] = least, ["MAX_VALUE"] = most };

    private static string Quoted(string text) => text.Length > 60 ? $"'{text[..60]}…'" : $"'{text}'";
}
