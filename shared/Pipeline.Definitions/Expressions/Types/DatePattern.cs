using System.Globalization;
using System.Text;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>
/// A date pattern in the letters of java.text.SimpleDateFormat, as <c>yyyy-MM-dd'T'HH:mm:ssZ</c>. Names are English, the zone is UTC.
/// </summary>
internal sealed class DatePattern
{
    private const int LongestPattern = 200;
    private readonly string _output;
    private readonly string _input;

    /// <exception cref="ExpressionException">The pattern has a letter without meaning here.</exception>
    public DatePattern(string pattern)
    {
        if (pattern.Length is 0 or > LongestPattern) throw new ExpressionException($"A date pattern has 1 to {LongestPattern} characters.");
        _output = Translate(pattern, forInput: false);
        _input = Translate(pattern, forInput: true);
    }

    public static Callables Methods { get; } = new()
    {
        { "format", 1, call => call.Target<DatePattern>().Format(call.Is<Moment>(0, "a date")) },
        { "parse", 1, call => call.Target<DatePattern>().Parse(call) },
    };

    public string Format(Moment moment) => moment.Value.ToString(_output, CultureInfo.InvariantCulture);

    private Moment Parse(Call call) =>
        DateTimeOffset.TryParseExact(call.Text(0), _input, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? Moment.InstantOf(parsed)
            : throw call.Fail("the text does not have the form of the date pattern.");

    private static string Translate(string pattern, bool forInput)
    {
        var output = new StringBuilder();
        for (var position = 0; position < pattern.Length;)
        {
            var begin = position;
            var letter = pattern[position];
            if (letter == '\'')
            {
                AppendLiteral(output, ReadQuoted(pattern, ref position));
                continue;
            }
            while (position < pattern.Length && pattern[position] == letter) position++;
            if (char.IsAsciiLetter(letter)) output.Append(Field(letter, position - begin, forInput));
            else AppendLiteral(output, pattern[begin..position]);
        }
        // A single letter would be read as one of .NET's standard formats.
        return output.Length == 1 ? "%" + output : output.ToString();
    }

    private static string ReadQuoted(string pattern, ref int position)
    {
        var end = pattern.IndexOf('\'', position + 1);
        if (end < 0) throw new ExpressionException("The date pattern has a quote that is not closed.");
        var quoted = pattern[(position + 1)..end];
        position = end + 1;
        return quoted.Length == 0 ? "'" : quoted;
    }

    private static void AppendLiteral(StringBuilder output, string text)
    {
        foreach (var character in text) output.Append('\\').Append(character);
    }

    private static string Field(char letter, int length, bool forInput) => (letter, length) switch
    {
        ('y' or 'u', 2) => "yy",
        ('y' or 'u', <= 4) => "yyyy",
        ('M' or 'L', <= 4) => new string('M', length),
        ('d', <= 2) or ('H', <= 2) or ('h', <= 2) or ('m', <= 2) or ('s', <= 2) => new string(letter, length),
        ('S', <= 7) => new string('f', length),
        ('E', <= 3) => "ddd",
        ('E', _) => "dddd",
        ('a', _) => "tt",
        ('Z', <= 3) => forInput ? "zzz" : @"\+\0\0\0\0",
        ('X', <= 3) => forInput ? "K" : @"\Z",
        ('z', _) => @"\U\T\C",
        _ => throw new ExpressionException(
            $"'{new string(letter, Math.Min(length, 10))}' has no meaning in a date pattern here; letters are y M d H h m s S E a Z X z, text is quoted with '."),
    };
}
