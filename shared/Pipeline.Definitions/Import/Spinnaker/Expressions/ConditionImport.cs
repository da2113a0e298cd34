using System.Text.RegularExpressions;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>
/// Makes one expression of a condition, which Spinnaker writes with or without <c>${ }</c>, and with <c>${ }</c> inside its quoted texts: there a
/// condition is evaluated a second time after the expressions in it are, here once.
/// </summary>
internal static partial class ConditionImport
{
    /// <summary>The condition as one expression with nothing around it; null when it cannot be one.</summary>
    public static string? ToExpression(string condition)
    {
        var text = condition.Trim();
        if (ExpressionSyntax.IsOneExpression(text))
            return text;

        // "${…}" as a whole is the text of a value, and a text 'true' is true.
        if (text is [('"' or '\'') and var quote, .., var last] && quote == last && ExpressionSyntax.IsOneExpression(text[1..^1].Trim()))
            return text[1..^1].Trim();

        var single = ExpressionTemplate.Contains(text) ? QuotedExpression().Replace(text, "(${inner}).toString()") : text;
        var whole = $"${{{single}}}";
        return !ExpressionTemplate.Contains(single) && ExpressionSyntax.IsOneExpression(whole) ? whole : null;
    }

    // A quoted text that is one expression and holds no braces of its own: '${parameters.region}'.
    [GeneratedRegex("""(?<quote>['"])\$\{(?<inner>[^{}]*)\}\k<quote>""")]
    private static partial Regex QuotedExpression();
}
