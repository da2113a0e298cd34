using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>
/// <c>+ - * / % ^</c>. Whole numbers have 64 bits and never wrap around: what does not fit is a fault. Two whole numbers divide to a
/// whole one, as in SpEL; <c>+</c> with a text on either side joins; text times a number repeats.
/// </summary>
internal static class Arithmetic
{
    public static object Compute(BinaryOperator operation, object? left, object? right, EvaluationContext context) => (operation, left, right) switch
    {
        (BinaryOperator.Add, string or SecretText, _) or (BinaryOperator.Add, _, string or SecretText) => Join(left, right, context),
        (BinaryOperator.Multiply, string text, long count) => TextMembers.Repeat(text, count, context),
        (_, long one, long other) => Whole(operation, one, other),
        (_, long or double, long or double) => Real(operation, ToReal(left), ToReal(right)),
        _ => throw new ExpressionException(Refusal(operation, left, right)),
    };

    public static object Negate(object? value) => value switch
    {
        long.MinValue => throw TooLarge(),
        long number => (object)-number,
        double number => -number,
        _ => throw new ExpressionException($"'-' needs a number, but was given {ValueKinds.NameOf(value)}."),
    };

    private static object Join(object? left, object? right, EvaluationContext context)
    {
        var joined = SecretText.Concat([TextForm.Of(left, context), TextForm.Of(right, context)]);
        context.CheckText(joined is SecretText secret ? secret.Length : ((string)joined).Length);
        return joined;
    }

    private static object Whole(BinaryOperator operation, long left, long right)
    {
        if (right == 0 && operation is (BinaryOperator.Divide or BinaryOperator.Modulo)) throw new ExpressionException("Division by zero.");
        try
        {
            // A whole result must stay whole: without the casts the switch would make every result a double.
            return operation switch
            {
                BinaryOperator.Power when right < 0 => (object)Real(operation, left, right),
                BinaryOperator.Add => checked(left + right),
                BinaryOperator.Subtract => checked(left - right),
                BinaryOperator.Multiply => checked(left * right),
                BinaryOperator.Divide => checked(left / right),
                BinaryOperator.Modulo => right == -1 ? 0L : left % right,
                _ => Power(left, right),
            };
        }
        catch (OverflowException)
        {
            throw TooLarge();
        }
    }

    private static long Power(long number, long exponent)
    {
        if (number is 0 or 1 || exponent == 0) return exponent == 0 ? 1 : number;
        if (number == -1) return exponent % 2 == 0 ? 1 : -1;
        if (exponent > 63) throw TooLarge();
        long power = 1;
        for (; exponent > 0; exponent--) power = checked(power * number);
        return power;
    }

    private static double Real(BinaryOperator operation, double left, double right)
    {
        var result = operation switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.Modulo => left % right,
            _ => Math.Pow(left, right),
        };
        if (double.IsFinite(result)) return result;
        throw new ExpressionException(right == 0 ? "Division by zero." : "The result is not a finite number.");
    }

    private static double ToReal(object? value) => value is long number ? number : (double)value!;

    private static ExpressionException TooLarge() => new("The result does not fit in 64 bits; write one number with a decimal point to calculate with doubles.");

    private static string Refusal(BinaryOperator operation, object? left, object? right)
    {
        var symbol = operation switch
        {
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.Modulo => "%",
            _ => "^",
        };
        var hint = left is string || right is string ? " Convert a text with #toInt(…) or #toFloat(…)." : "";
        return $"'{symbol}' cannot be used on {ValueKinds.NameOf(left)} and {ValueKinds.NameOf(right)}.{hint}";
    }
}
