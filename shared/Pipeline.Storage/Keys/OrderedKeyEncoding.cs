using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pipeline.Storage.Keys;

/// <summary>
/// Writes any text as printable ASCII that Azure Storage accepts as a key, such that encoded keys sort as the texts do
/// (<see cref="string.CompareOrdinal(string, string)"/>), and a text's encoding starts with the encoding of each of its beginnings.
/// Both implementations store keys encoded, so that they take the same keys, in the same order, within the same limits.
/// </summary>
/// <remarks>
/// Each UTF-16 code unit is encoded by itself:
/// <list type="table">
///   <item><term>U+0000 to U+0027</term><description><c>!</c> and two hexadecimal digits (space, quotes, # % and controls are here)</description></item>
///   <item><term><c>.</c></term><description><c>.-</c> (so no key is a dot segment of a URL)</description></item>
///   <item><term><c>/</c></term><description><c>.:</c> in a row's key; itself in a blob's name, where it makes folders</description></item>
///   <item><term><c>&gt;</c> and <c>?</c></term><description><c>&gt;&gt;</c> and <c>&gt;@</c></description></item>
///   <item><term><c>[</c> and <c>\</c></term><description><c>[[</c> and <c>[]</c></description></item>
///   <item><term>U+007E and above</term><description><c>~</c> and four hexadecimal digits</description></item>
///   <item><term>all others</term><description>themselves</description></item>
/// </list>
/// No code is the beginning of another and the codes sort as the code units do; both together make whole texts sort rightly.
/// </remarks>
internal static class OrderedKeyEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("()*+,-0123456789:;<=@ABCDEFGHIJKLMNOPQRSTUVWXYZ]^_`abcdefghijklmnopqrstuvwxyz{|}");

    /// <summary>The encoded text; <paramref name="slashIsPlain"/> for the names of blobs.</summary>
    public static string Encode(string text, bool slashIsPlain = false)
    {
        if (text.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var unit in text)
            Append(encoded, unit, slashIsPlain);
        return encoded.ToString();
    }

    /// <summary>The text that was encoded.</summary>
    /// <exception cref="FormatException">It is not something that <see cref="Encode"/> has written.</exception>
    public static string Decode(string encoded)
    {
        if (encoded.AsSpan().IndexOfAny("!.>[~") < 0)
            return encoded;
        var text = new StringBuilder(encoded.Length);
        for (var index = 0; index < encoded.Length; index++)
            text.Append(encoded[index] switch
            {
                '!' => Hexadecimal(encoded, ref index, 2),
                '~' => Hexadecimal(encoded, ref index, 4),
                '.' => Pair(encoded, ref index, ('-', '.'), (':', '/')),
                '>' => Pair(encoded, ref index, ('>', '>'), ('@', '?')),
                '[' => Pair(encoded, ref index, ('[', '['), (']', '\\')),
                var unit => unit,
            });
        return text.ToString();
    }

    private static void Append(StringBuilder encoded, char unit, bool slashIsPlain)
    {
        _ = unit switch
        {
            <= '\u0027' => encoded.Append(CultureInfo.InvariantCulture, $"!{(int)unit:X2}"),
            '.' => encoded.Append(".-"),
            '/' => encoded.Append(slashIsPlain ? "/" : ".:"),
            '>' => encoded.Append(">>"),
            '?' => encoded.Append(">@"),
            '[' => encoded.Append("[["),
            '\\' => encoded.Append("[]"),
            >= '\u007e' => encoded.Append(CultureInfo.InvariantCulture, $"~{(int)unit:X4}"),
            _ => encoded.Append(unit),
        };
    }

    private static char Hexadecimal(string encoded, ref int index, int digits)
    {
        if (index + digits >= encoded.Length
            || !ushort.TryParse(encoded.AsSpan(index + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw NotEncoded(encoded, index);
        index += digits;
        return (char)unit;
    }

    private static char Pair(string encoded, ref int index, params ReadOnlySpan<(char Second, char Unit)> pairs)
    {
        foreach (var (second, unit) in pairs)
        {
            if (index + 1 < encoded.Length && encoded[index + 1] == second)
            {
                index++;
                return unit;
            }
        }

        throw NotEncoded(encoded, index);
    }

    private static FormatException NotEncoded(string encoded, int index) => new($"'{encoded}' is not an encoded key: position {index} is not understood.");
}
