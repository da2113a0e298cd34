using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.time.temporal.ChronoUnit, from milliseconds to years.</summary>
internal enum ChronoUnit
{
    Millis,
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

internal static class ChronoUnits
{
    /// <summary>Whole units from one moment to another; negative when the other is earlier.</summary>
    public static long Between(ChronoUnit unit, DateTime from, DateTime to) => unit switch
    {
        ChronoUnit.Months => Months(from, to),
        ChronoUnit.Years => Months(from, to) / 12,
        _ => (to - from).Ticks / LengthOf(unit).Ticks,
    };

    /// <exception cref="ExpressionException">The result is not a date, or a date without time is moved by hours.</exception>
    public static Moment Plus(Moment moment, long amount, ChronoUnit unit)
    {
        if (moment.Kind == MomentKind.LocalDate && unit < ChronoUnit.Days)
            throw new ExpressionException($"A LocalDate has no {unit.ToString().ToLowerInvariant()}; start from LocalDateTime.");
        if (amount is > int.MaxValue or < int.MinValue && unit >= ChronoUnit.Days) amount = amount > 0 ? int.MaxValue : int.MinValue;
        return moment.Change(value => unit switch
        {
            ChronoUnit.Months => value.AddMonths((int)amount),
            ChronoUnit.Years => value.AddYears((int)amount),
            _ => value.AddTicks(checked(amount * LengthOf(unit).Ticks)),
        });
    }

    /// <summary>Cuts off everything smaller than the unit.</summary>
    public static Moment Truncate(Moment moment, ChronoUnit unit) => unit <= ChronoUnit.Days
        ? moment with { Value = new DateTime(moment.Value.Ticks - (moment.Value.Ticks % LengthOf(unit).Ticks), moment.Value.Kind) }
        : throw new ExpressionException("truncatedTo takes units up to DAYS.");

    private static long Months(DateTime from, DateTime to)
    {
        var months = ((to.Year - from.Year) * 12L) + to.Month - from.Month;
        var rest = new TimeSpan(to.Day, 0, 0, 0) + to.TimeOfDay - new TimeSpan(from.Day, 0, 0, 0) - from.TimeOfDay;
        if (months > 0 && rest < TimeSpan.Zero) return months - 1;
        return months < 0 && rest > TimeSpan.Zero ? months + 1 : months;
    }

    private static TimeSpan LengthOf(ChronoUnit unit) => unit switch
    {
        ChronoUnit.Millis => TimeSpan.FromMilliseconds(1),
        ChronoUnit.Seconds => TimeSpan.FromSeconds(1),
        ChronoUnit.Minutes => TimeSpan.FromMinutes(1),
        ChronoUnit.Hours => TimeSpan.FromHours(1),
        ChronoUnit.Days => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(7),
    };
}
