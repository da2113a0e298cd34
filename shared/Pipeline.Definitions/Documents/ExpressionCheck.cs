namespace Pipeline.Definitions.Documents;

/// <summary>Finds what no expression can be: one that is never closed.</summary>
/// <remarks>The seam to the expression language, whose parser says more; whatever passes here is checked again when the stage runs.</remarks>
internal static class ExpressionCheck
{
    /// <summary>The faults of a text with expressions, each with the position of the character it is about.</summary>
    public static IEnumerable<(int Offset, string Message)> FaultsOf(string text)
    {
        var opening = text.LastIndexOf("${", StringComparison.Ordinal);
        if (opening >= 0 && text.IndexOf('}', opening) < 0)
            yield return (opening, "This expression is never closed; write '}' where it ends.");
    }
}
