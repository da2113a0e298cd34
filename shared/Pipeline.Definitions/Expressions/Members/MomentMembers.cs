using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of dates: those of java.util.Date, Instant, LocalDate and LocalDateTime, on each of which they make sense.</summary>
internal static class MomentMembers
{
    public static Callables Methods { get; } = Build();

    private static Callables Build()
    {
        var methods = new Callables
        {
            { "plus", 2, call => ChronoUnits.Plus(Own(call), call.Whole(0), Unit(call, 1)) },
            { "minus", 2, call => ChronoUnits.Plus(Own(call), Negated(call), Unit(call, 1)) },
            { "with", 1, call => Own(call).Change(call.Is<TemporalAdjuster>(0, "a TemporalAdjuster").Adjust) },
            { "withYear", 1, call => Replaced(call, (date, year) => date.AddYears(year - date.Year), 1, 9999) },
            { "withMonth", 1, call => Replaced(call, (date, month) => date.AddMonths(month - date.Month), 1, 12) },
            { "withDayOfMonth", 1, call => Replaced(call, (date, day) => date.AddDays(day - date.Day), 1, DateTime.DaysInMonth(Own(call).Value.Year, Own(call).Value.Month)) },
            { "truncatedTo", 1, call => ChronoUnits.Truncate(Own(call), Unit(call, 0)) },
            { "format", 1, Format },
            { "getTime", 0, call => Own(call).EpochMilliseconds },
            { "toEpochMilli", 0, call => Own(call).EpochMilliseconds },
            { "getEpochSecond", 0, call => (long)Math.Floor(Own(call).EpochMilliseconds / 1000.0) },
            { "toEpochDay", 0, call => (long)(Own(call).Value.Date - DateTime.UnixEpoch).TotalDays },
            { "toInstant", 0, call => Own(call) with { Kind = MomentKind.Instant } },
            { "toLocalDate", 0, call => Moment.DateOf(Own(call).Value) },
            { "toLocalDateTime", 0, call => Own(call) with { Kind = MomentKind.LocalDateTime } },
            { "atStartOfDay", 0, call => new Moment(Own(call).Value.Date, MomentKind.LocalDateTime) },
            { "getYear", 0, call => (long)Own(call).Value.Year },
            { "getMonthValue", 0, call => (long)Own(call).Value.Month },
            { "getDayOfMonth", 0, call => (long)Own(call).Value.Day },
            { "getDayOfYear", 0, call => (long)Own(call).Value.DayOfYear },
            { "getDayOfWeek", 0, call => Own(call).Value.DayOfWeek },
            { "getHour", 0, call => (long)Own(call).Value.Hour },
            { "getMinute", 0, call => (long)Own(call).Value.Minute },
            { "getSecond", 0, call => (long)Own(call).Value.Second },
            { "lengthOfMonth", 0, call => (long)DateTime.DaysInMonth(Own(call).Value.Year, Own(call).Value.Month) },
            { "isLeapYear", 0, call => DateTime.IsLeapYear(Own(call).Value.Year) },
            { "isBefore", 1, call => Compare(call) < 0 },
            { "isAfter", 1, call => Compare(call) > 0 },
            { "isEqual", 1, call => Compare(call) == 0 },
            { "before", 1, call => Compare(call) < 0 },
            { "after", 1, call => Compare(call) > 0 },
            { "compareTo", 1, call => (long)Compare(call) },
            ScalarMembers.Common,
        };
        foreach (var unit in Enum.GetValues<ChronoUnit>())
        {
            methods.Add($"plus{unit}", 1, call => ChronoUnits.Plus(Own(call), call.Whole(0), unit));
            methods.Add($"minus{unit}", 1, call => ChronoUnits.Plus(Own(call), Negated(call), unit));
        }
        return methods;
    }

    private static Moment Own(Call call) => call.Target<Moment>();

    private static ChronoUnit Unit(Call call, int index) => call.Is<ChronoUnit>(index, "a ChronoUnit, for example T(ChronoUnit).DAYS");

    private static long Negated(Call call) => call.Whole(0) is var amount and not long.MinValue ? -amount : long.MaxValue;

    private static int Compare(Call call)
    {
        var other = call.Is<Moment>(0, "a date");
        return other.Kind == Own(call).Kind
            ? Own(call).Value.CompareTo(other.Value)
            : throw call.Fail($"{ValueKinds.NameOf(Own(call))} cannot be compared with {ValueKinds.NameOf(other)}; convert one with toInstant(), toLocalDate() or toLocalDateTime().");
    }

    private static Moment Replaced(Call call, Func<DateTime, int, DateTime> replace, int least, int most)
    {
        var number = call.Within(0, least, most);
        return Own(call).Change(date => replace(date, number));
    }

    private static object Format(Call call) => (call.Value(0) as DatePattern ?? new DatePattern(call.Text(0))).Format(Own(call));
}
