using System.Globalization;

namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>Reads a number: <c>12</c>, <c>12L</c>, <c>0xFF</c>, <c>1.5</c>, <c>2e10</c>, <c>1.5f</c>. Whole numbers have 64 bits.</summary>
internal static class NumberLiteral
{
    public static Token Read(string text, ref int position)
    {
        var begin = position;
        var value = IsHex(text, position) ? ReadHex(text, ref position) : ReadDecimal(text, ref position);
        if (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            throw new ExpressionException($"'{text[begin..(position + 1)]}' is not a number.", begin);
        return new Token(TokenKind.Literal, text[begin..position], begin, value);
    }

    private static bool IsHex(string text, int position) =>
        position + 2 < text.Length && text[position] == '0' && text[position + 1] is 'x' or 'X' && char.IsAsciiHexDigit(text[position + 2]);

    private static long ReadHex(string text, ref int position)
    {
        var begin = position + 2;
        position = begin;
        while (position < text.Length && char.IsAsciiHexDigit(text[position])) position++;
        var digits = text.AsSpan(begin, position - begin);
        if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value < 0)
            throw TooLarge(begin - 2);
        SkipSuffix(text, ref position, "lL");
        return value;
    }

    private static object ReadDecimal(string text, ref int position)
    {
        var begin = position;
        var real = false;
        SkipDigits(text, ref position);
        if (position + 1 < text.Length && text[position] == '.' && char.IsAsciiDigit(text[position + 1]))
        {
            real = true;
            position++;
            SkipDigits(text, ref position);
        }
        if (ExponentLength(text, position) is var length and > 0)
        {
            real = true;
            position += length;
            SkipDigits(text, ref position);
        }
        var digits = text.AsSpan(begin, position - begin);
        if (SkipSuffix(text, ref position, "fFdD")) real = true;
        else if (!real) SkipSuffix(text, ref position, "lL");
        if (real)
        {
            var value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(value) ? value : throw TooLarge(begin);
        }
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : throw TooLarge(begin);
    }

    private static int ExponentLength(string text, int position)
    {
        if (position >= text.Length || text[position] is not ('e' or 'E')) return 0;
        var digit = position + 1;
        if (digit < text.Length && text[digit] is '+' or '-') digit++;
        return digit < text.Length && char.IsAsciiDigit(text[digit]) ? digit - position : 0;
    }

    private static void SkipDigits(string text, ref int position)
    {
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
    }

    private static bool SkipSuffix(string text, ref int position, string suffixes)
    {
        if (position >= text.Length || !suffixes.Contains(text[position])) return false;
        position++;
        return true;
    }

    private static ExpressionException TooLarge(int position) =>
        new("The number is too large: whole numbers have 64 bits, others those of a double.", position);
}
