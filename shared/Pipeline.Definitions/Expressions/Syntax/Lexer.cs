using System.Text;

namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>
/// Cuts one expression of a template string into tokens and finds the brace that closes it, which only a lexer can: braces occur
/// in quoted text, in inline lists and in maps. A quote inside quoted text is written twice, as in SpEL.
/// </summary>
internal sealed class Lexer(string text, int start, ExpressionLimits limits)
{
    private static readonly string[] DoubleSymbols = ["==", "!=", "<=", ">=", "&&", "||", "?.", "?:"];
    private const string SingleSymbols = "+-*/%^<>!?:.,()[]{}#$@=&|";

    private readonly List<Token> _tokens = [];
    private readonly int _bodyStart = start + 2;
    private int _position = start + 2;
    private int _open;

    /// <summary>
    /// Reads the expression whose <c>${</c> is at the start position. The list ends with an End token at the closing brace.
    /// </summary>
    public List<Token> Read()
    {
        while (true)
        {
            SkipWhiteSpace();
            if (_position >= text.Length)
                throw new ExpressionException("The expression is not closed: '}' is missing.", _bodyStart);
            if (_position - _bodyStart > limits.ExpressionCharacters)
                throw new ExpressionException($"The expression is longer than {limits.ExpressionCharacters} characters.", _bodyStart);
            if (text[_position] == '}' && _open == 0)
            {
                _tokens.Add(new Token(TokenKind.End, "", _position));
                return _tokens;
            }
            _tokens.Add(ReadToken());
        }
    }

    private Token ReadToken()
    {
        var character = text[_position];
        if (char.IsAsciiDigit(character)) return NumberLiteral.Read(text, ref _position);
        if (character is '\'' or '"') return ReadText(character);
        if (char.IsLetter(character) || character == '_') return ReadWord();
        return ReadSymbol(character);
    }

    private Token ReadWord()
    {
        var begin = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] is '_' or '$')) _position++;
        return new Token(TokenKind.Word, text[begin.._position], begin);
    }

    private Token ReadText(char quote)
    {
        var begin = _position++;
        var value = new StringBuilder();
        while (true)
        {
            var end = text.IndexOf(quote, _position);
            if (end < 0) throw new ExpressionException($"The text is not closed: {quote} is missing.", begin);
            value.Append(text, _position, end - _position);
            _position = end + 1;
            if (_position >= text.Length || text[_position] != quote) break;
            value.Append(quote);
            _position++;
        }
        return new Token(TokenKind.Literal, text[begin.._position], begin, value.ToString());
    }

    private Token ReadSymbol(char character)
    {
        var begin = _position;
        foreach (var symbol in DoubleSymbols)
        {
            if (string.CompareOrdinal(text, _position, symbol, 0, 2) != 0) continue;
            _position += 2;
            return new Token(TokenKind.Symbol, symbol, begin);
        }
        if (!SingleSymbols.Contains(character)) throw new ExpressionException(Unexpected(character), _position);
        if (character == '{') _open++;
        if (character == '}') _open--;
        _position++;
        return new Token(TokenKind.Symbol, character.ToString(), begin);
    }

    private static string Unexpected(char character) => character switch
    {
        '“' or '”' or '‘' or '’' => $"'{character}' is a typographic quote; write ' or \".",
        '\\' => "'\\' has no meaning outside quoted text; a quote inside quoted text is written twice.",
        _ when char.IsControl(character) || char.IsSurrogate(character) => $"The character U+{(int)character:X4} has no meaning in an expression.",
        _ => $"'{character}' has no meaning in an expression.",
    };

    private void SkipWhiteSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
    }
}
