namespace Pipeline.Definitions.Expressions;

/// <summary>One reason why a template cannot be parsed or evaluated, with its place.</summary>
public sealed record ExpressionFault
{
    /// <summary>Where in the template the string is, for example <c>headers.Authorization</c> or <c>items[2]</c>; empty for the template itself.</summary>
    public string Path { get; init; } = "";

    /// <summary>The expression as written, with its <c>${</c> and <c>}</c>; long ones are shortened in the middle.</summary>
    public required string Expression { get; init; }

    /// <summary>Offset of the fault in the whole string, in UTF-16 code units from 0.</summary>
    public required int Offset { get; init; }

    /// <summary>Line of the fault inside the expression, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Column of the fault inside that line of the expression, from 1; column 1 of line 1 is the first character after <c>${</c>.</summary>
    public required int Column { get; init; }

    /// <summary>What is wrong and, where it is known, what to write instead. Never holds the value of a secret.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Path.Length == 0 ? "" : Path + ": ")}{Expression} (line {Line}, column {Column}): {Reason}";

    internal static ExpressionFault At(string text, int start, int end, int position, string reason)
    {
        var bodyStart = Math.Min(start + 2, text.Length);
        var offset = Math.Clamp(position, bodyStart, text.Length);
        var before = text.AsSpan(bodyStart, offset - bodyStart);
        return new ExpressionFault
        {
            Expression = Shorten(text[start..Math.Clamp(end, start, text.Length)]),
            Offset = offset,
            Line = before.Count('\n') + 1,
            Column = before.Length - before.LastIndexOf('\n'),
            Reason = reason,
        };
    }

    private static string Shorten(string expression) =>
        expression.Length <= 300 ? expression : $"{expression[..200]} … {expression[^80..]}";
}
