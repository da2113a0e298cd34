using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Windows;

/// <summary>What a clock shows, to the minute, from 00:00 to 24:00, the end of the day.</summary>
[JsonConverter(typeof(TimeOfDayConverter))]
public readonly partial record struct TimeOfDay : IComparable<TimeOfDay>
{
    private TimeOfDay(int minutes) => Minutes = minutes;

    /// <summary>00:00.</summary>
    public static TimeOfDay StartOfDay { get; } = new(0);

    /// <summary>24:00, which is 00:00 of the next day.</summary>
    public static TimeOfDay EndOfDay { get; } = new(24 * 60);

    /// <summary>Minutes since 00:00 as the clock counts them, 0 to 1,440.</summary>
    public int Minutes { get; }

    /// <summary>Reads a time such as <c>09:30</c>: two digits, a colon, two digits.</summary>
    public static bool TryParse(string text, out TimeOfDay time)
    {
        time = default;
        if (!Notation().IsMatch(text))
            return false;

        time = new((int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(TimeOfDay other) => Minutes.CompareTo(other.Minutes);

    /// <summary>Whether one time comes before another.</summary>
    public static bool operator <(TimeOfDay left, TimeOfDay right) => left.Minutes < right.Minutes;

    /// <summary>Whether one time comes after another.</summary>
    public static bool operator >(TimeOfDay left, TimeOfDay right) => left.Minutes > right.Minutes;

    /// <summary>Whether one time does not come after another.</summary>
    public static bool operator <=(TimeOfDay left, TimeOfDay right) => left.Minutes <= right.Minutes;

    /// <summary>Whether one time does not come before another.</summary>
    public static bool operator >=(TimeOfDay left, TimeOfDay right) => left.Minutes >= right.Minutes;

    /// <summary>The time as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minutes / 60:00}:{Minutes % 60:00}");

    [GeneratedRegex(@"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Notation();
}
