using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of numbers, booleans, days of the week and units of time.</summary>
internal static class ScalarMembers
{
    public static Callables Numbers { get; } = new()
    {
        { "intValue", 0, call => Whole(call, int.MinValue, int.MaxValue) },
        { "longValue", 0, call => Whole(call, long.MinValue, long.MaxValue) },
        { "doubleValue", 0, call => Number(call) },
        { "compareTo", 1, call => (long)Number(call).CompareTo(call.Number(0)) },
        Common,
    };

    public static Callables Booleans { get; } = new()
    {
        { "booleanValue", 0, call => call.Target<bool>() },
        Common,
    };

    public static Callables Days { get; } = new()
    {
        { "getValue", 0, call => IsoNumber(call.Target<DayOfWeek>()) },
        { "plus", 1, call => (DayOfWeek)(((call.Whole(0) % 7) + 7 + (int)call.Target<DayOfWeek>()) % 7) },
        { "minus", 1, call => (DayOfWeek)((7 - (call.Whole(0) % 7) + (int)call.Target<DayOfWeek>()) % 7) },
        { "name", 0, call => TextForm.OfScalar(call.Target<DayOfWeek>()) },
        Common,
    };

    public static Callables Units { get; } = new()
    {
        { "between", 2, call => ChronoUnits.Between(call.Target<ChronoUnit>(), Date(call, 0), Date(call, 1)) },
        { "name", 0, call => TextForm.OfScalar(call.Target<ChronoUnit>()) },
        Common,
    };

    /// <summary>What every value but maps and secrets can do.</summary>
    internal static Callables Common => new()
    {
        { "toString", 0, call => TextForm.Of(call.Target<object>(), call.Context) },
        { "equals", 1, call => Comparison.AreEqual(call.Target<object>(), call.Value(0), call.Context) },
    };

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    internal static long IsoNumber(DayOfWeek day) => day == DayOfWeek.Sunday ? 7 : (long)day;

    private static DateTime Date(Call call, int index) => call.Is<Moment>(index, "a date").Value;

    private static double Number(Call call) => call.Target<object>() is long whole ? whole : call.Target<double>();

    private static object Whole(Call call, long least, long most)
    {
        if (call.Target<object>() is long whole) return whole >= least && whole <= most ? whole : throw call.Fail("the number is too large.");
        var number = Math.Truncate(call.Target<double>());
        return number >= least && number < (double)most + 1 && number < 9.2233720368547758E18 ? (long)number : throw call.Fail("the number is too large.");
    }
}
