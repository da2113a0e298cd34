using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.time.temporal.TemporalAdjuster: what <c>date.with(…)</c> takes.</summary>
internal sealed record TemporalAdjuster(Func<DateTime, DateTime> Adjust)
{
    public static Callables Statics { get; } = new()
    {
        { "firstDayOfMonth", 0, _ => new TemporalAdjuster(FirstOfMonth) },
        { "lastDayOfMonth", 0, _ => new TemporalAdjuster(date => FirstOfMonth(date).AddMonths(1).AddDays(-1)) },
        { "firstDayOfNextMonth", 0, _ => new TemporalAdjuster(date => FirstOfMonth(date).AddMonths(1)) },
        { "firstDayOfYear", 0, _ => new TemporalAdjuster(FirstOfYear) },
        { "lastDayOfYear", 0, _ => new TemporalAdjuster(date => FirstOfYear(date).AddYears(1).AddDays(-1)) },
        { "firstDayOfNextYear", 0, _ => new TemporalAdjuster(date => FirstOfYear(date).AddYears(1)) },
        { "next", 1, call => ToWeekday(call, forward: true, orSame: false) },
        { "nextOrSame", 1, call => ToWeekday(call, forward: true, orSame: true) },
        { "previous", 1, call => ToWeekday(call, forward: false, orSame: false) },
        { "previousOrSame", 1, call => ToWeekday(call, forward: false, orSame: true) },
        { "firstInMonth", 1, call => new TemporalAdjuster(date => Forward(FirstOfMonth(date), Day(call))) },
        { "lastInMonth", 1, call => new TemporalAdjuster(date => Back(FirstOfMonth(date).AddMonths(1).AddDays(-1), Day(call))) },
    };

    private static DayOfWeek Day(Call call) => call.Is<DayOfWeek>(0, "a DayOfWeek");

    private static TemporalAdjuster ToWeekday(Call call, bool forward, bool orSame)
    {
        var day = Day(call);
        var skipped = orSame ? 0 : 1;
        return new TemporalAdjuster(date => forward ? Forward(date.AddDays(skipped), day) : Back(date.AddDays(-skipped), day));
    }

    private static DateTime Forward(DateTime date, DayOfWeek day) => date.AddDays((day - date.DayOfWeek + 7) % 7);

    private static DateTime Back(DateTime date, DayOfWeek day) => date.AddDays(-((date.DayOfWeek - day + 7) % 7));

    private static DateTime FirstOfMonth(DateTime date) => date.AddDays(1 - date.Day);

    private static DateTime FirstOfYear(DateTime date) => date.AddDays(1 - date.DayOfYear);
}
