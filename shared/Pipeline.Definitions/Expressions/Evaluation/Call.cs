using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>
/// A method or function being called. The accessors give an argument (from 0) as the kind the callee needs, or fail
/// naming the call, the argument and what was given.
/// </summary>
internal sealed class Call(EvaluationContext context, string name, object? target, IReadOnlyList<object?> arguments)
{
    public EvaluationContext Context { get; } = context;

    public string Name { get; } = name;

    public int Count => arguments.Count;

    /// <summary>The value that the method is called on.</summary>
    public T Target<T>() => (T)target!;

    public object? Value(int index) => arguments[index];

    public string Text(int index)
    {
        var text = arguments[index] as string ?? throw Wrong(index, "a text");
        Context.SpendText(text.Length);
        return text;
    }

    public long Whole(int index) => arguments[index] is long number ? number : throw Wrong(index, "a whole number");

    public double Number(int index) => arguments[index] switch
    {
        long number => number,
        double number => number,
        _ => throw Wrong(index, "a number"),
    };

    public T Is<T>(int index, string kind) => arguments[index] is T value ? value : throw Wrong(index, kind);

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Within(int index, long least, long most) => Whole(index) is var number && number >= least && number <= most
        ? (int)number
        : throw Fail($"argument {index + 1} is {number}, but must be from {least} to {most}.");

    public ExpressionException Wrong(int index, string expected) => arguments[index] is SecretText
        ? Fail("a secret's value is known only when the stage uses it; it can be placed in text, toBase64, toJson and URLEncoder.encode.")
        : Fail($"argument {index + 1} must be {expected}, but is {ValueKinds.NameOf(arguments[index])}.");

    public ExpressionException Fail(string reason) => new($"{Name}: {reason}");
}
