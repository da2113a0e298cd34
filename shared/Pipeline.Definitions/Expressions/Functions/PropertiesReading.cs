using System.Globalization;
using System.Text;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>
/// Reads a Java properties file as a map of texts, as java.util.Properties does: <c>=</c>, <c>:</c> or blanks behind the key, <c>#</c> and
/// <c>!</c> begin comments, <c>\</c> at a line's end goes on with the next one. A key that occurs again has its last value.
/// </summary>
internal static class PropertiesReading
{
    public static BuiltMap Read(Call call, string text)
    {
        var map = new BuiltMap();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].TrimStart(' ', '\t', '\f');
            if (line.Length == 0 || line[0] is '#' or '!') continue;
            var logical = new StringBuilder(line);
            while (GoesOn(line) && index + 1 < lines.Length)
            {
                line = lines[++index].TrimStart(' ', '\t', '\f');
                logical.Length--;
                logical.Append(line);
            }
            if (GoesOn(line)) logical.Length--;
            var (key, value) = Split(logical.ToString());
            map.With(Unescape(call, key), Unescape(call, value));
            call.Context.Spend();
            if (map.Count > call.Context.Limits.Elements) call.Context.CheckElements(map.Count);
        }
        return map;
    }

    private static bool GoesOn(string line) => (line.Length - line.TrimEnd('\\').Length) % 2 == 1;

    private static (string Key, string Value) Split(string line)
    {
        var end = 0;
        while (end < line.Length && line[end] is not ('=' or ':' or ' ' or '\t' or '\f')) end += line[end] == '\\' ? 2 : 1;
        end = Math.Min(end, line.Length);
        var rest = line[end..].TrimStart(' ', '\t', '\f');
        if (rest.Length > 0 && rest[0] is '=' or ':') rest = rest[1..].TrimStart(' ', '\t', '\f');
        return (line[..end], rest);
    }

    private static string Unescape(Call call, string text)
    {
        var output = new StringBuilder();
        for (var position = 0; position < text.Length; position++)
        {
            if (text[position] != '\\' || position + 1 == text.Length)
            {
                output.Append(text[position]);
                continue;
            }
            output.Append(text[++position] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                'f' => '\f',
                'u' => Unicode(call, text, ref position),
                var other => other,
            });
        }
        var plain = output.ToString();
        return UnpairedSurrogates.IndexIn(plain) < 0 ? plain : throw call.Fail("the text holds half of a surrogate pair, which is not a character.");
    }

    private static char Unicode(Call call, string text, ref int position)
    {
        var digits = text.AsSpan(position + 1, Math.Min(4, text.Length - position - 1));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw call.Fail(@"the text has a '\u' that four hexadecimal digits do not follow.");
        position += 4;
        return (char)code;
    }
}
