using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Manifests.Reading;

/// <summary>
/// What an unquoted YAML scalar means to Kubernetes' tools, which keep to YAML 1.1 (sigs.k8s.io/yaml, resolve.go): <c>yes</c> and <c>on</c> are
/// switches and <c>0644</c> is octal. Pipeline documents keep to YAML 1.2, where both are otherwise.
/// </summary>
internal static partial class ManifestScalar
{
    /// <summary>The value.</summary>
    public static JsonNode? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => JsonValue.Create(true),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => JsonValue.Create(false),
        _ when text.Length <= 64 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') => Number(text) ?? JsonValue.Create(text),
        _ => JsonValue.Create(text),
    };

    private static JsonNode? Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Whole(plain) is { } whole)
            return whole >= long.MinValue && whole <= long.MaxValue ? JsonValue.Create((long)whole) : JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture));
        return Real().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? JsonValue.Create(real) : null;
    }

    private static BigInteger? Whole(string text)
    {
        var match = Integer().Match(text);
        if (!match.Success)
            return null;

        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        var (digits, radix) = match switch
        {
            _ when match.Groups["hexadecimal"] is { Success: true } group => (group.Value, 16),
            _ when match.Groups["binary"] is { Success: true } group => (group.Value, 2),
            _ when match.Groups["octal"] is { Success: true } group => (group.Value, 8),
            _ => (match.Groups["decimal"].Value, 10),
        };
        return sign * digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16));
    }

    [GeneratedRegex(@"^(?<sign>[-+])?(?:0x(?<hexadecimal>[0-9a-fA-F]+)|0b(?<binary>[01]+)|0o?(?<octal>[0-7]+)|(?<decimal>0|[1-9][0-9]*))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Real();
}
