using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.lang.Math. Whole numbers stay whole where Java keeps them so.</summary>
internal static class MathType
{
    public static IReadOnlyDictionary<string, object> Constants { get; } = new Dictionary<string, object> { ["PI"] = Math.PI, ["E"] = Math.E };

    public static Callables Statics { get; } = new()
    {
        { "abs", 1, call => call.Value(0) is long number ? (object)Checked(call, () => Math.Abs(number)) : Math.Abs(call.Number(0)) },
        { "min", 2, call => AreWhole(call) ? (object)Math.Min(call.Whole(0), call.Whole(1)) : Math.Min(call.Number(0), call.Number(1)) },
        { "max", 2, call => AreWhole(call) ? (object)Math.Max(call.Whole(0), call.Whole(1)) : Math.Max(call.Number(0), call.Number(1)) },
        { "round", 1, call => Rounded(call, Math.Floor(call.Number(0) + 0.5)) },
        { "floor", 1, call => Math.Floor(call.Number(0)) },
        { "ceil", 1, call => Math.Ceiling(call.Number(0)) },
        { "rint", 1, call => Math.Round(call.Number(0), MidpointRounding.ToEven) },
        { "pow", 2, call => Finite(call, Math.Pow(call.Number(0), call.Number(1))) },
        { "sqrt", 1, call => Finite(call, Math.Sqrt(call.Number(0))) },
        { "cbrt", 1, call => Math.Cbrt(call.Number(0)) },
        { "exp", 1, call => Finite(call, Math.Exp(call.Number(0))) },
        { "log", 1, call => Finite(call, Math.Log(call.Number(0))) },
        { "log10", 1, call => Finite(call, Math.Log10(call.Number(0))) },
        { "signum", 1, call => (double)Math.Sign(call.Number(0)) },
        { "hypot", 2, call => Finite(call, double.Hypot(call.Number(0), call.Number(1))) },
        { "floorDiv", 2, call => FloorDivide(call) },
        { "floorMod", 2, call => FloorModulo(call) },
        { "random", 0, call => call.Context.Random.NextDouble() },
    };

    private static bool AreWhole(Call call) => call.Value(0) is long && call.Value(1) is long;

    private static double Finite(Call call, double result) => double.IsFinite(result) ? result : throw call.Fail("the result is not a finite number.");

    private static long Rounded(Call call, double result) =>
        Math.Abs(result) < long.MaxValue ? (long)result : throw call.Fail("the result does not fit in 64 bits.");

    private static long Checked(Call call, Func<long> compute)
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            throw call.Fail("the result does not fit in 64 bits.");
        }
    }

    private static long FloorDivide(Call call)
    {
        var (left, right) = Divisible(call);
        var quotient = Math.DivRem(left, right, out var rest);
        return rest != 0 && (rest < 0) != (right < 0) ? quotient - 1 : quotient;
    }

    private static long FloorModulo(Call call)
    {
        var (left, right) = Divisible(call);
        var rest = left % right;
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
    }

    private static (long Left, long Right) Divisible(Call call) => (call.Whole(0), call.Whole(1)) switch
    {
        (_, 0) => throw call.Fail("division by zero."),
        (long.MinValue, -1) => throw call.Fail("the result does not fit in 64 bits."),
        var numbers => numbers,
    };
}
