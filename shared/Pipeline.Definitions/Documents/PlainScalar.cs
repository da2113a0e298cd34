using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Documents;

/// <summary>What an unquoted YAML scalar means under the YAML 1.2 core schema: <c>on</c>, <c>yes</c> and dates are text.</summary>
internal static partial class PlainScalar
{
    /// <summary>The kind and the text, a number in JSON's notation. <c>.inf</c> and <c>.nan</c>, which JSON has no number for, are text.</summary>
    public static (ScalarKind Kind, string Text) Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, ""),
        "true" or "True" or "TRUE" => (ScalarKind.Boolean, "true"),
        "false" or "False" or "FALSE" => (ScalarKind.Boolean, "false"),
        _ when MayBeNumber(text) => ResolveNumber(text),
        _ => (ScalarKind.Text, text),
    };

    private static bool MayBeNumber(string text) =>
        text.Length <= 512 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.');

    private static (ScalarKind Kind, string Text) ResolveNumber(string text)
    {
        if (Hexadecimal().IsMatch(text))
            return (ScalarKind.Number, BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));

        if (Octal().IsMatch(text))
            return (ScalarKind.Number, text[2..].Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture));

        var match = Decimal().Match(text);
        if (!match.Success)
            return (ScalarKind.Text, text);

        var sign = match.Groups["sign"].Value == "-" ? "-" : "";
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return (ScalarKind.Number, $"{sign}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : "." + fraction)}{match.Groups["exponent"].Value}");
    }

    [GeneratedRegex(@"^0x[0-9a-fA-F]+\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7]+\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^(?<sign>[-+])?(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
