using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Expressions;

/// <summary>
/// A JSON tree with <c>${ … }</c> in any of its strings and keys. The language is a subset of the Spring Expression Language, as
/// Spinnaker's pipelines use it; <c>docs/expressions.md</c> is its reference.
/// </summary>
public static class ExpressionTemplate
{
    /// <summary>Whether <paramref name="text"/> has an expression in it.</summary>
    public static bool Contains(string text) => TemplateSyntax.HasExpression(text);

    /// <summary>
    /// Replaces every expression in <paramref name="template"/> by its value. A string that is one expression becomes its value, of whatever type;
    /// in other strings the values become text. Results are not evaluated again.
    /// </summary>
    /// <returns>The value, or all faults. This never throws for any template or data.</returns>
    public static ExpressionEvaluation Evaluate(JsonNode? template, ExpressionScope scope, ExpressionOptions options) =>
        new TemplateEvaluation(new EvaluationContext(scope, options)).Evaluate(template);
}
