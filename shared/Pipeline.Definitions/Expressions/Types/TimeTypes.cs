using System.Globalization;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>What the types of java.time offer. <c>now()</c> is the evaluation's instant, in UTC.</summary>
internal static class TimeTypes
{
    public static Callables Instant { get; } = new()
    {
        { "now", 0, call => call.Context.Now },
        { "ofEpochMilli", 1, call => Moment.FromEpochMilliseconds(call.Whole(0)) },
        { "ofEpochSecond", 1, call => ChronoUnits.Plus(Moment.FromEpochMilliseconds(0), call.Whole(0), Types.ChronoUnit.Seconds) },
        { "parse", 1, call => Parse(call, MomentKind.Instant, "2026-02-03T04:05:06Z") },
    };

    public static Callables LocalDate { get; } = new()
    {
        { "now", 0, call => Moment.DateOf(call.Context.Now.Value) },
        { "of", 3, call => Date(call) },
        { "parse", 1, 2, call => Parse(call, MomentKind.LocalDate, "2026-02-03") },
        { "ofEpochDay", 1, call => ChronoUnits.Plus(Moment.DateOf(DateTime.UnixEpoch), call.Whole(0), Types.ChronoUnit.Days) },
    };

    public static Callables LocalDateTime { get; } = new()
    {
        { "now", 0, call => call.Context.Now with { Kind = MomentKind.LocalDateTime } },
        { "of", 5, 6, DateAndTime },
        { "parse", 1, 2, call => Parse(call, MomentKind.LocalDateTime, "2026-02-03T04:05:06") },
    };

    public static Callables DayOfWeek { get; } = new()
    {
        { "of", 1, call => (DayOfWeek)(call.Within(0, 1, 7) % 7) },
        { "valueOf", 1, call => Named<DayOfWeek>(call) },
    };

    public static Callables ChronoUnit { get; } = new()
    {
        { "valueOf", 1, call => Named<ChronoUnit>(call) },
    };

    /// <summary>Reads ISO 8601 text, or the form of a date pattern that is given as second argument.</summary>
    private static Moment Parse(Call call, MomentKind kind, string example)
    {
        var text = call.Text(0);
        if (call.Count == 2)
        {
            var parsed = (Moment)DatePattern.Methods.Invoke(call.Context, "A pattern", "parse", new DatePattern(call.Text(1)), [text])!;
            return kind == MomentKind.LocalDate ? Moment.DateOf(parsed.Value) : parsed with { Kind = kind };
        }
        var format = kind switch
        {
            MomentKind.LocalDate => "yyyy-MM-dd",
            MomentKind.Instant => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            _ => text.Length == 16 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        };
        var zoned = kind != MomentKind.Instant || text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return zoned && DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            ? new Moment(value.UtcDateTime, kind)
            : throw call.Fail($"the text is not of the form {example}.");
    }

    private static Moment Date(Call call)
    {
        var (year, month) = (call.Within(0, 1, 9999), call.Within(1, 1, 12));
        return Moment.DateOf(new DateTime(year, month, call.Within(2, 1, DateTime.DaysInMonth(year, month)), 0, 0, 0, DateTimeKind.Utc));
    }

    private static object DateAndTime(Call call)
    {
        var time = new TimeSpan(call.Within(3, 0, 23), call.Within(4, 0, 59), call.Count > 5 ? call.Within(5, 0, 59) : 0);
        return new Moment(Date(call).Value + time, MomentKind.LocalDateTime);
    }

    private static object Named<T>(Call call) where T : struct, Enum
    {
        var text = call.Text(0);
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }
        throw call.Fail($"known names are {string.Join(", ", Enum.GetNames<T>()).ToUpperInvariant()}.");
    }
}
