namespace Pipeline.Definitions.Expressions.Syntax;

internal enum TokenKind
{
    /// <summary>A name, or a word operator such as <c>and</c>: only the parser knows which.</summary>
    Word,

    /// <summary>A number or a quoted text; the value is in <see cref="Token.Value"/>.</summary>
    Literal,

    Symbol,

    End,
}

/// <summary>A piece of an expression. <paramref name="Position"/> is its offset in the whole template string.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, object? Value = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public string Shown => Kind == TokenKind.End ? "the end of the expression" : $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'";
}
