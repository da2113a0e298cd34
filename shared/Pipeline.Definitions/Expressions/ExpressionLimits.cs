namespace Pipeline.Definitions.Expressions;

/// <summary>
/// What parsing and evaluating one template may cost. Crossing a limit is a fault that names the limit; no input can hang or
/// exhaust the process.
/// </summary>
public sealed record ExpressionLimits
{
    /// <summary>Longest single expression, in characters.</summary>
    public int ExpressionCharacters { get; init; } = 32_768;

    /// <summary>Deepest nesting of an expression: parentheses, chains of navigation and of operators all count.</summary>
    public int ExpressionDepth { get; init; } = 200;

    /// <summary>Deepest nesting of maps and lists in templates, values and results.</summary>
    public int ValueDepth { get; init; } = 100;

    /// <summary>Work allowed in one evaluation of a template. Each operation costs one step, text one more for every 256 characters.</summary>
    public int Steps { get; init; } = 500_000;

    /// <summary>Longest text an operation may produce, in characters.</summary>
    public int TextCharacters { get; init; } = 1_000_000;

    /// <summary>Characters allowed in the whole result of one evaluation.</summary>
    public int OutputCharacters { get; init; } = 4_000_000;

    /// <summary>Elements (list items and map entries) that the whole result, or one list or map made on the way, may have.</summary>
    public int Elements { get; init; } = 100_000;

    /// <summary>Longest regular expression, in characters.</summary>
    public int PatternCharacters { get; init; } = 1_000;

    /// <summary>Time that all regular expressions of one evaluation may take together.</summary>
    public TimeSpan RegexTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most things outside the run that the expressions of one stage may ask for.</summary>
    public int Lookups { get; init; } = 20;

    /// <summary>Most faults that are reported for one template.</summary>
    public int Faults { get; init; } = 100;

    /// <summary>The limits used when none are given.</summary>
    public static ExpressionLimits Default { get; } = new();
}
