using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Durations;

/// <summary>The one notation of time spans: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>3d</c>, <c>1h30m</c>, ISO 8601 such as <c>PT5M</c>, and a bare <c>0</c>.</summary>
/// <remarks>Units are w, d, h, m, s and ms, largest first, each at most once, whole numbers; at most <see cref="Longest"/>.</remarks>
public static partial class Duration
{
    /// <summary>The longest span that can be written: 3,650 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly (string Unit, TimeSpan Span)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text, without surrounding space.</param>
    /// <param name="value">The span, never negative.</param>
    /// <param name="fault">What is wrong and what to write instead; null when the text is a duration.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string text, out TimeSpan value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? fault)
    {
        value = TimeSpan.Zero;
        fault = null;
        if (text == "0")
            return true;

        var match = text.Length <= 64 ? Short().Match(text) : Match.Empty;
        if (!match.Success && text.Length <= 64)
            match = Iso().Match(text);
        if (!match.Success || match.Groups.Values.Skip(1).All(group => !group.Success))
        {
            fault = Explain(text);
            return false;
        }

        if (!TrySum(match, out value))
        {
            fault = $"'{text}' is too long: a duration is at most {Longest.TotalDays:0} days.";
            return false;
        }

        return true;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration; the message says what to write.</exception>
    public static TimeSpan Parse(string text) => TryParse(text, out var value, out var fault) ? value : throw new FormatException(fault);

    /// <summary>Writes a span in its shortest form, to the millisecond: 90 minutes are <c>1h30m</c>, none is <c>0</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public static string Format(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        var text = new StringBuilder();
        foreach (var (unit, span) in Units)
        {
            var count = value.Ticks / span.Ticks;
            if (count == 0)
                continue;

            text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            value -= span * count;
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    private static bool TrySum(Match match, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var ticks = 0m;
        foreach (var (unit, span) in Units.Append(("w", TimeSpan.FromDays(7))))
        {
            if (match.Groups[unit] is { Success: true } group)
                ticks += decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * span.Ticks;
        }

        if (ticks > Longest.Ticks)
            return false;

        value = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static string Explain(string text) => text switch
    {
        "" => "A duration is missing; write for example 30s, 5m, 2h, 3d or 1h30m.",
        _ when text.Length <= 9 && text.All(char.IsAsciiDigit) => $"'{text}' has no unit; write for example {text}s or {text}m.",
        _ when text.StartsWith('P') => $"'{text}' is not a duration; of ISO 8601, write days and smaller units, for example PT5M or P1DT12H.",
        _ => $"'{(text.Length <= 64 ? text : text[..64] + "…")}' is not a duration; write for example 30s, 5m, 2h, 3d or 1h30m.",
    };

    [GeneratedRegex(@"^(?:(?<w>[0-9]{1,9})w)?(?:(?<d>[0-9]{1,9})d)?(?:(?<h>[0-9]{1,9})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,9})s)?(?:(?<ms>[0-9]{1,12})ms)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Short();

    [GeneratedRegex(@"^P(?:(?<w>[0-9]{1,9})W)?(?:(?<d>[0-9]{1,9})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,9})H)?(?:(?<m>[0-9]{1,9})M)?(?:(?<s>[0-9]{1,9}(\.[0-9]{1,3})?)S)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();
}
