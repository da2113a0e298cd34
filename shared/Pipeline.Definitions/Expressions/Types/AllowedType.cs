using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>A type that <c>T(…)</c>, <c>new</c> and <c>instanceof</c> know, with what it offers.</summary>
internal sealed record AllowedType(string QualifiedName)
{
    /// <summary>The name without its package; both are accepted.</summary>
    public string Name { get; } = QualifiedName[(QualifiedName.LastIndexOf('.') + 1)..];

    /// <summary>The methods that <c>T(…)</c> offers.</summary>
    public Callables Statics { get; init; } = [];

    /// <summary>What <c>new</c> makes; <see langword="null"/> when it makes nothing of this type.</summary>
    public Callable? Constructor { get; init; }

    /// <summary>The constants that <c>T(…)</c> offers.</summary>
    public IReadOnlyDictionary<string, object> Constants { get; init; } = new Dictionary<string, object>();

    /// <summary>Whether a value is of this type.</summary>
    public Func<object?, bool> IsInstance { get; init; } = _ => false;

    /// <exception cref="ExpressionException">The type has no such constant.</exception>
    public object Constant(string name) => Constants.TryGetValue(name, out var value) ? value : throw new ExpressionException(
        $"{Name} has no constant '{name}'.{Suggestion.For(name, Constants.Keys)}{(Constants.Count == 0 ? "" : $" It has: {string.Join(", ", Constants.Keys)}.")}");
}
