using System.Collections;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>A method or function that expressions may call.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Invoke">What it does.</param>
internal sealed record Callable(string Name, int Least, int Most, Func<Call, object?> Invoke)
{
    /// <exception cref="ExpressionException">There are too few or too many arguments.</exception>
    public void CheckCount(int count)
    {
        if (count >= Least && count <= Most) return;
        var expected = Least == Most ? $"{Least}" : Most == Callables.Unlimited ? $"at least {Least}" : $"{Least} to {Most}";
        throw new ExpressionException($"{Name} takes {expected} argument{(expected == "1" ? "" : "s")}, not {count}.");
    }
}

/// <summary>An allow-list: the methods of a kind of value or type, or the functions.</summary>
internal sealed class Callables : IEnumerable<Callable>
{
    public const int Unlimited = int.MaxValue;
    private readonly OrderedDictionary<string, Callable> _byName = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _byName.Keys;

    public Callable? Find(string name) => _byName.GetValueOrDefault(name);

    public void Add(string name, int count, Func<Call, object?> invoke) => Add(name, count, count, invoke);

    public void Add(string name, int least, int most, Func<Call, object?> invoke) => _byName.Add(name, new Callable(name, least, most, invoke));

    public void Add(Callables others)
    {
        foreach (var other in others) _byName.Add(other.Name, other);
    }

    /// <param name="context">The evaluation.</param>
    /// <param name="owner">Whose methods these are, for the fault of an unknown one: <c>A text</c>.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="target">What it is called on.</param>
    /// <param name="arguments">Its evaluated arguments.</param>
    /// <exception cref="ExpressionException">There is no such method, or it failed.</exception>
    public object? Invoke(EvaluationContext context, string owner, string name, object? target, IReadOnlyList<object?> arguments)
    {
        var callable = Find(name) ?? throw new ExpressionException(
            $"{owner} has no method '{name}' here.{Suggestion.For(name, Names)} Allowed are: {string.Join(", ", Names)}.");
        callable.CheckCount(arguments.Count);
        context.Spend();
        return callable.Invoke(new Call(context, name, target, arguments));
    }

    public IEnumerator<Callable> GetEnumerator() => _byName.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
