namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>A piece of a template string: text when <paramref name="Expression"/> is null, else the expression from <c>${</c> to <c>}</c>.</summary>
internal readonly record struct Segment(int Start, int End, Node? Expression);

/// <summary>A template string cut into text and expressions; a piece with a fault is left out.</summary>
internal sealed record TemplateSyntax(string Text, IReadOnlyList<Segment> Segments, IReadOnlyList<ExpressionFault> Faults)
{
    private const string Opening = "${";

    /// <summary>Whether the string is one expression and nothing around it, so that the value keeps its type.</summary>
    public bool IsWhole => Segments is [{ Expression: not null, Start: 0 } only] && only.End == Text.Length;

    public static bool HasExpression(string text) => text.Contains(Opening, StringComparison.Ordinal);

    public static TemplateSyntax Parse(string text, ExpressionLimits limits)
    {
        var segments = new List<Segment>();
        var faults = new List<ExpressionFault>();
        var position = 0;
        while (position < text.Length && faults.Count < limits.Faults)
        {
            var start = text.IndexOf(Opening, position, StringComparison.Ordinal);
            if (start < 0) start = text.Length;
            if (start > position) segments.Add(new Segment(position, start, null));
            position = start == text.Length ? start : ParseExpression(text, start, limits, segments, faults);
        }
        return new TemplateSyntax(text, segments, faults);
    }

    /// <summary>Returns where the text behind the expression begins.</summary>
    private static int ParseExpression(string text, int start, ExpressionLimits limits, List<Segment> segments, List<ExpressionFault> faults)
    {
        int? end = null;
        try
        {
            var tokens = new Lexer(text, start, limits).Read();
            end = tokens[^1].Position + 1;
            segments.Add(new Segment(start, end.Value, new Parser(tokens, limits).Parse()));
            return end.Value;
        }
        catch (ExpressionException exception)
        {
            // When the lexer found no closing brace, the next one is the best guess for where the expression should have ended.
            var resume = end ?? IndexAfter(text, '}', Math.Max(exception.Position, start + 2));
            faults.Add(ExpressionFault.At(text, start, resume, exception.Position, exception.Message));
            return resume;
        }
    }

    private static int IndexAfter(string text, char character, int from)
    {
        var index = from >= text.Length ? -1 : text.IndexOf(character, from);
        return index < 0 ? text.Length : index + 1;
    }
}
