namespace Pipeline.Definitions.Expressions.Values;

/// <summary>The variable <c>secrets</c>: gives references by name, and can itself not be listed, compared or written.</summary>
internal sealed class SecretStore(IReadOnlyCollection<string>? names)
{
    public SecretText Get(string name)
    {
        if (!SecretToken.IsName(name))
            throw new ExpressionException("A secret's name has letters, digits, '.', '-', '_' and '/' only.");
        if (names is not null && !names.Contains(name))
            throw new ExpressionException($"There is no secret '{name}'.{Suggestion.For(name, names)}");
        return SecretText.Of(name);
    }
}

/// <summary>The value of <c>#root</c>: all variables by name.</summary>
internal sealed class ScopeRoot
{
    public static ScopeRoot Instance { get; } = new();
}
