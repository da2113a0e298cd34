namespace Pipeline.Definitions.Documents;

/// <summary>Finds where a character of a decoded text stands in the document.</summary>
internal static class TextPlaces
{
    /// <summary>
    /// The place of the character at <paramref name="offset"/> of the text. It is exact where the text stands in the document as it is: plain
    /// and quoted scalars without escapes before it, and block scalars. Elsewhere it is the place where the text starts.
    /// </summary>
    public static DocumentPlace PlaceOf(string document, DocumentScalar scalar, int offset)
    {
        if (scalar.Offset >= document.Length || offset > scalar.Text.Length)
            return scalar.Place;

        var source = document.AsSpan(scalar.Offset);
        if (source[0] is '|' or '>')
            return InBlock(source, scalar, offset);

        var quote = source[0] is '"' or '\'' ? 1 : 0;
        var before = scalar.Text.AsSpan(0, offset);
        return source[quote..].StartsWith(before, StringComparison.Ordinal) && !before.Contains('\n')
            ? scalar.Place with { Column = scalar.Place.Column + quote + offset }
            : scalar.Place;
    }

    private static DocumentPlace InBlock(ReadOnlySpan<char> source, DocumentScalar scalar, int offset)
    {
        var line = scalar.Text.AsSpan(0, offset).Count('\n');
        var lineStart = scalar.Text.AsSpan(0, offset).LastIndexOf('\n') + 1;
        var rest = scalar.Text.AsSpan(lineStart);
        var text = rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;
        for (var skipped = 0; skipped <= line; skipped++)
        {
            var next = source.IndexOf('\n');
            if (next < 0)
                return scalar.Place;

            source = source[(next + 1)..];
        }

        var sourceLine = source.IndexOf('\n') is >= 0 and var stop ? source[..stop] : source;
        var indentation = sourceLine.TrimEnd('\r').Length - text.Length;
        return indentation >= 0 && sourceLine[indentation..].StartsWith(text, StringComparison.Ordinal)
            ? new(scalar.Place.Line + line + 1, indentation + offset - lineStart + 1)
            : scalar.Place;
    }
}
