using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Helm.Versions;

/// <summary>
/// Which versions of a chart will do, in the language of Helm's dependencies (Masterminds/semver): <c>1.2.3</c>, <c>^1.2</c>, <c>~1</c>,
/// <c>1.x</c>, <c>*</c>, <c>&gt;=1 &lt;2</c>, <c>1.2 - 1.4</c>, alternatives with <c>||</c>. Pre-releases fit only ranges that name one.
/// </summary>
internal sealed partial class ChartVersionRange
{
    private readonly IReadOnlyList<IReadOnlyList<Bound>> _alternatives;

    private ChartVersionRange(IReadOnlyList<IReadOnlyList<Bound>> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a range.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ChartVersionRange? range)
    {
        range = null;
        var alternatives = new List<IReadOnlyList<Bound>>();
        foreach (var alternative in text.Split("||"))
        {
            var bounds = new List<Bound>();
            var rest = HyphenForm().Replace(alternative.Trim(), ">=$1 <=$2");
            while (rest.Length > 0)
            {
                var match = TermForm().Match(rest);
                if (!match.Success)
                    return false;
                bounds.AddRange(BoundsOf(match));
                rest = rest[match.Length..].TrimStart(' ', ',');
            }

            if (bounds.Count == 0)
                return false;
            alternatives.Add(bounds);
        }

        range = new(alternatives);
        return true;
    }

    /// <summary>Whether a version is within the range.</summary>
    public bool Contains(ChartVersion version) => _alternatives.Any(bounds =>
        (!version.IsPreRelease || bounds.Any(static bound => bound.NamesPreRelease)) && bounds.All(bound => bound.Holds(version)));

    private static IEnumerable<Bound> BoundsOf(Match match)
    {
        var sign = match.Groups[1].Value;
        var parts = new[] { match.Groups[2], match.Groups[3], match.Groups[4] }
            .TakeWhile(static part => part.Success && part.Value is not ("x" or "X" or "*")).Select(static part => BigInteger.Parse(part.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var preRelease = match.Groups[5].Value;
        var least = At(parts, preRelease);
        if (parts.Length == 0)
            return [new(">=", Zero, false)];

        // A part that is left out stands for all its values: 1.2 is 1.2.x.
        var isPartial = parts.Length < 3;
        return sign switch
        {
            "^" => [new(">=", least, preRelease.Length > 0), new("<", At(Next(parts, CaretPart(parts)), "0"), false)],
            "~" or "~>" => [new(">=", least, preRelease.Length > 0), new("<", At(Next(parts, Math.Min(1, parts.Length - 1)), "0"), false)],
            "" or "=" when isPartial => [new(">=", least, false), new("<", At(Next(parts, parts.Length - 1), "0"), false)],
            "" or "=" => [new("=", least, preRelease.Length > 0)],
            ">" when isPartial => [new(">=", At(Next(parts, parts.Length - 1), ""), false)],
            "<=" or "=<" when isPartial => [new("<", At(Next(parts, parts.Length - 1), "0"), false)],
            "=<" => [new("<=", least, preRelease.Length > 0)],
            "=>" => [new(">=", least, preRelease.Length > 0)],
            _ => [new(sign, least, preRelease.Length > 0)],
        };
    }

    private static ChartVersion Zero => At([], "");

    /// <summary>The part that a caret keeps: the first that is not 0.</summary>
    private static int CaretPart(BigInteger[] parts)
    {
        var first = Array.FindIndex(parts, static part => !part.IsZero);
        return first < 0 ? parts.Length - 1 : first;
    }

    private static BigInteger[] Next(BigInteger[] parts, int part) => [.. parts[..part], parts[part] + 1];

    private static ChartVersion At(BigInteger[] parts, string preRelease)
    {
        var numbers = string.Join('.', parts.Concat(Enumerable.Repeat(BigInteger.Zero, 3 - parts.Length)));
        return ChartVersion.TryParse(preRelease.Length > 0 ? $"{numbers}-{preRelease}" : numbers, out var version)
            ? version
            : throw new FormatException($"'{numbers}' is no version.");
    }

    private sealed record Bound(string Sign, ChartVersion Version, bool NamesPreRelease)
    {
        public bool Holds(ChartVersion version) => (Sign, version.CompareTo(Version)) switch
        {
            (">=", var order) => order >= 0,
            (">", var order) => order > 0,
            ("<=", var order) => order <= 0,
            ("<", var order) => order < 0,
            ("!=", var order) => order != 0,
            (_, var order) => order == 0,
        };
    }

    [GeneratedRegex(@"\A(\^|~>?|>=|=>|<=|=<|!=|>|<|=)?\s*v?(\d{1,30}|[xX*])(?:\.(\d{1,30}|[xX*]))?(?:\.(\d{1,30}|[xX*]))?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,200})?(?=[\s,]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TermForm();

    [GeneratedRegex(@"(\S+)\s+-\s+(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex HyphenForm();
}
