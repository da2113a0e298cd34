using System.Diagnostics.CodeAnalysis;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.TimeZones;

namespace Pipeline.Definitions.Windows;

/// <content>How a window is read and written.</content>
public sealed partial record ExecutionWindow
{
    private const string Everything = "*";

    /// <summary>Reads a window from its fields.</summary>
    /// <param name="days">The days, <c>mon</c> to <c>sun</c>; empty for every day.</param>
    /// <param name="hours">The hours as <c>HH:mm</c>; an end may be <c>24:00</c>. Empty for the whole day.</param>
    /// <param name="zone">The zone's IANA name; null for UTC.</param>
    /// <param name="window">The window; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>days[0]</c>, <c>hours[0]</c>, <c>hours[0].from</c>, <c>hours[0].to</c> and <c>zone</c>.</param>
    public static bool TryParse(
        IReadOnlyList<string> days,
        IReadOnlyList<(string From, string To)> hours,
        string? zone,
        [NotNullWhen(true)] out ExecutionWindow? window,
        out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        var weekdays = days.Index().Select(day => Day(day.Index, day.Item, found)).OfType<Weekday>().Distinct().Order().ToArray();
        var spans = hours.Index().Select(span => Span(span.Index, span.Item, found)).OfType<WindowHours>().Distinct().OrderBy(span => span.From).ThenBy(span => span.To).ToArray();
        if (!IanaZone.TryFind(zone, out var known, out var fault))
            found.Add(fault);

        faults = found;
        window = found.Count > 0 ? null : new() { Days = weekdays.Length == Weekdays.Words.Count ? [] : weekdays, Hours = spans, Zone = known!.Id };
        return window is not null;
    }

    /// <summary>Reads a window from one text, the form that <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write.</exception>
    public static ExecutionWindow Parse(string text)
    {
        if (text.Split(' ') is not [var days, var hours, var zone])
            throw new FormatException($"'{DocumentFaults.Shorten(text)}' is no window; write days, hours and zone, for example 'mon,tue 22:00-02:00 Europe/Berlin' or '* * UTC'.");

        return TryParse(List(days), [.. List(hours).Select(Ends)], zone, out var window, out var faults) ? window : throw FieldFault.ToException(faults);
    }

    /// <summary>The window as one text, days, hours and zone: <c>mon,tue 22:00-02:00 Europe/Berlin</c>; <c>*</c> where it has no limit.</summary>
    public override string ToString() =>
        $"{(Days.Count == 0 ? Everything : string.Join(',', Days.Select(Weekdays.WordOf)))} {(Hours.Count == 0 ? Everything : string.Join(',', Hours))} {Zone}";

    private static string[] List(string text) => text == Everything ? [] : text.Split(',');

    private static (string From, string To) Ends(string hours) =>
        hours.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0 ? (hours[..dash], hours[(dash + 1)..]) : (hours, "");

    private static Weekday? Day(int index, string word, List<FieldFault> faults)
    {
        var day = Weekdays.Find(word);
        if (day is null)
            faults.Add(new($"days[{index}]", DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(word)}' is not one of: {string.Join(", ", Weekdays.Words)}.", Weekdays.Suggest(word)));
        return day;
    }

    private static WindowHours? Span(int index, (string From, string To) span, List<FieldFault> faults)
    {
        var from = Time($"hours[{index}].from", span.From, "23:59", faults);
        var to = Time($"hours[{index}].to", span.To, "24:00", faults);
        if (from is null || to is null)
            return null;

        if (from != to)
            return new(from.Value, to.Value);

        faults.Add(new($"hours[{index}]", DefinitionFaultCode.InvalidValue, $"'from' and 'to' are both {from}. For the whole day write 00:00 to 24:00, or leave the hours out."));
        return null;
    }

    private static TimeOfDay? Time(string field, string text, string last, List<FieldFault> faults)
    {
        if (TimeOfDay.TryParse(text, out var time) && string.CompareOrdinal(text, last) <= 0)
            return time;

        faults.Add(new(field, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(text)}' is no time here; write 00:00 to {last}, for example 09:30."));
        return null;
    }
}
