using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Helm.Versions;

/// <summary>A version of a chart (Semantic Versioning 2.0.0; a leading <c>v</c> and missing parts are taken, as Helm takes them).</summary>
internal sealed partial record ChartVersion : IComparable<ChartVersion>
{
    private ChartVersion(string text, BigInteger[] numbers, string preRelease) => (Text, Numbers, PreRelease) = (text, numbers, preRelease);

    /// <summary>The version as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it is one that comes before a release, for example <c>1.0.0-rc.1</c>.</summary>
    public bool IsPreRelease => PreRelease.Length > 0;

    internal BigInteger[] Numbers { get; }

    internal string PreRelease { get; }

    /// <summary>Reads a version.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ChartVersion? version)
    {
        var match = Form().Match(text.Trim());
        version = match.Success ? new(text.Trim(), [Number(match, 1), Number(match, 2), Number(match, 3)], match.Groups[4].Value) : null;
        return match.Success;
    }

    /// <inheritdoc/>
    public int CompareTo(ChartVersion? other)
    {
        if (other is null)
            return 1;
        for (var part = 0; part < 3; part++)
        {
            if (Numbers[part].CompareTo(other.Numbers[part]) is var order and not 0)
                return order;
        }

        return ComparePreRelease(PreRelease, other.PreRelease);
    }

    /// <inheritdoc/>
    public bool Equals(ChartVersion? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The version as it was written.</summary>
    public override string ToString() => Text;

    private static BigInteger Number(Match match, int group) =>
        match.Groups[group].Success ? BigInteger.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : BigInteger.Zero;

    /// <summary>Semantic Versioning 2.0.0, item 11: a release goes before its pre-releases; identifiers are compared one by one.</summary>
    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return (right.Length > 0).CompareTo(left.Length > 0);

        var (lefts, rights) = (left.Split('.'), right.Split('.'));
        for (var index = 0; index < Math.Min(lefts.Length, rights.Length); index++)
        {
            var isLeft = BigInteger.TryParse(lefts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
            var isRight = BigInteger.TryParse(rights[index], NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
            var order = (isLeft, isRight) switch
            {
                (true, true) => leftNumber.CompareTo(rightNumber),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(lefts[index], rights[index]),
            };
            if (order != 0)
                return order;
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    [GeneratedRegex(@"\Av?(\d{1,30})(?:\.(\d{1,30})(?:\.(\d{1,30}))?)?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,200})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
