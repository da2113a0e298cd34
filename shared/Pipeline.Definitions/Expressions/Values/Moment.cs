using System.Globalization;

namespace Pipeline.Definitions.Expressions.Values;

internal enum MomentKind
{
    /// <summary>A point in time: java.util.Date and java.time.Instant.</summary>
    Instant,

    /// <summary>java.time.LocalDate</summary>
    LocalDate,

    /// <summary>java.time.LocalDateTime</summary>
    LocalDateTime,
}

/// <summary>A date or time. The zone is always UTC: the machine's own would make a run depend on where it happens to execute.</summary>
internal readonly record struct Moment(DateTime Value, MomentKind Kind)
{
    public static Moment InstantOf(DateTimeOffset value) => new(value.UtcDateTime, MomentKind.Instant);

    public static Moment DateOf(DateTime value) => new(value.Date, MomentKind.LocalDate);

    public long EpochMilliseconds => (Value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public static Moment FromEpochMilliseconds(long milliseconds)
    {
        try
        {
            return InstantOf(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw OutOfRange();
        }
    }

    /// <exception cref="ExpressionException">The result is outside the years 1 to 9999.</exception>
    public Moment Change(Func<DateTime, DateTime> change)
    {
        try
        {
            var changed = change(Value);
            return this with { Value = Kind == MomentKind.LocalDate ? changed.Date : changed };
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            throw OutOfRange();
        }
    }

    private static ExpressionException OutOfRange() => new("The date is outside the years 1 to 9999.");

    /// <summary>ISO 8601: <c>2026-02-03T04:05:06Z</c>, <c>2026-02-03</c> or <c>2026-02-03T04:05:06</c>; fractions only when there are some.</summary>
    public override string ToString() => Value.ToString(Kind switch
    {
        MomentKind.Instant => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        MomentKind.LocalDate => "yyyy-MM-dd",
        _ => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    }, CultureInfo.InvariantCulture);
}
