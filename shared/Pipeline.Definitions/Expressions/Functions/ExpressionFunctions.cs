using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>The functions <c>#name(…)</c> that expressions may call. A new group is a file beside this one and a line in <see cref="All"/>.</summary>
internal static class ExpressionFunctions
{
    public static Callables All { get; } = new()
    {
        StageFunctions.All,
        JudgementFunctions.All,
        DocumentFunctions.All,
        ConversionFunctions.All,
    };

    /// <exception cref="ExpressionException">There is no such function.</exception>
    public static Callable Get(string name) => All.Find(name) ?? throw new ExpressionException(
        $"There is no function '#{name}'.{Suggestion.For(name, All.Names)} Known are: {string.Join(", ", All.Names)}.");
}
