using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary><c>String.format</c> with java.util.Formatter's conversions s S d x X o f e b c n and %, and the flags <c>- 0 , + #</c> space.</summary>
internal static partial class TextFormatting
{
    private const int WidestField = 1_000;
    private const int MostDecimals = 100;

    [GeneratedRegex(@"%(?:(?<index>\d{1,4})\$)?(?<flags>[-0,+ #]*)(?<width>\d{1,9})?(?:\.(?<precision>\d{1,9}))?(?<conversion>[a-zA-Z%])?", RegexOptions.CultureInvariant)]
    private static partial Regex Specifier { get; }

    /// <summary>A <see cref="string"/>, or a <see cref="SecretText"/> when an argument holds a secret.</summary>
    public static object Format(Call call, string format, int firstArgument)
    {
        var pieces = new List<object>();
        var behind = 0;
        var next = firstArgument;
        long length = 0;
        foreach (Match match in Specifier.Matches(format))
        {
            pieces.Add(format[behind..match.Index]);
            behind = match.Index + match.Length;
            var conversion = match.Groups["conversion"].Value;
            object piece;
            if (conversion == "n") piece = "\n";
            else if (conversion == "%") piece = Pad(match, "%", call);
            else
            {
                var index = match.Groups["index"].Success ? firstArgument + Number(match, "index") - 1 : next++;
                if (index < firstArgument || index >= call.Count) throw call.Fail($"'{match.Value}' has no argument.");
                piece = Convert(call, match, conversion, index);
            }
            pieces.Add(piece);
            call.Context.CheckText(length += piece is string text ? text.Length : ((SecretText)piece).Length);
        }
        pieces.Add(format[behind..]);
        call.Context.CheckText(length + format.Length);
        return SecretText.Concat(pieces);
    }

    private static object Convert(Call call, Match match, string conversion, int index) => conversion switch
    {
        "s" when call.Value(index) is SecretText secret && match.Length == 2 => secret,
        "s" => Pad(match, Cut(match, AsText(call, index)), call),
        "S" => Pad(match, Cut(match, AsText(call, index)).ToUpperInvariant(), call),
        "d" => Pad(match, Signed(match, Whole(call, index).ToString(Has(match, ',') ? "N0" : "D", CultureInfo.InvariantCulture)), call),
        "x" => Pad(match, (Has(match, '#') ? "0x" : "") + call.Whole(index).ToString("x", CultureInfo.InvariantCulture), call),
        "X" => Pad(match, (Has(match, '#') ? "0X" : "") + call.Whole(index).ToString("X", CultureInfo.InvariantCulture), call),
        "o" => Pad(match, System.Convert.ToString(call.Whole(index), 8), call),
        "f" => Pad(match, Signed(match, call.Number(index).ToString((Has(match, ',') ? "N" : "F") + Decimals(call, match), CultureInfo.InvariantCulture)), call),
        "e" => Pad(match, Signed(match, call.Number(index).ToString($"0.{new string('0', Decimals(call, match))}e+00", CultureInfo.InvariantCulture)), call),
        "b" => Pad(match, call.Value(index) is null or false ? "false" : "true", call),
        "c" => Pad(match, call.Text(index) is { Length: 1 } character ? character : throw call.Wrong(index, "a single character"), call),
        _ => throw call.Fail($"'{match.Value}' is not a format; known are %s %S %d %x %X %o %f %e %b %c %n %%."),
    };

    private static string AsText(Call call, int index) => call.Value(index) switch
    {
        null => "null",
        SecretText => throw call.Fail("a secret can only be placed with a plain '%s'."),
        var value => TextForm.Of(value, call.Context) as string ?? throw call.Fail("a secret can only be placed with a plain '%s'."),
    };

    private static long Whole(Call call, int index) => call.Value(index) is string text ? NumberTypes.ParseWhole(call, text, long.MinValue, long.MaxValue) : call.Whole(index);

    private static string Cut(Match match, string text) =>
        match.Groups["precision"].Success && Number(match, "precision") < text.Length ? text[..Number(match, "precision")] : text;

    private static string Signed(Match match, string digits) => digits[0] == '-' ? digits : Has(match, '+') ? "+" + digits : Has(match, ' ') ? " " + digits : digits;

    private static string Pad(Match match, string text, Call call)
    {
        if (!match.Groups["width"].Success) return text;
        var width = Number(match, "width");
        if (width > WidestField) throw call.Fail($"a field is at most {WidestField} characters wide.");
        if (Has(match, '-')) return text.PadRight(width);
        if (!Has(match, '0') || match.Groups["conversion"].Value is "s" or "S" or "b" or "c") return text.PadLeft(width);
        var sign = text[0] is '-' or '+' or ' ' ? 1 : 0;
        return new StringBuilder(text, 0, sign, width).Append('0', Math.Max(0, width - text.Length)).Append(text, sign, text.Length - sign).ToString();
    }

    private static int Decimals(Call call, Match match)
    {
        if (!match.Groups["precision"].Success) return 6;
        var decimals = Number(match, "precision");
        return decimals <= MostDecimals ? decimals : throw call.Fail($"a number has at most {MostDecimals} decimals.");
    }

    private static bool Has(Match match, char flag) => match.Groups["flags"].Value.Contains(flag);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
