using System.Text;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>
/// How results write secrets: <c>⟦secret:name⟧</c>, <c>⟦base64:user:⟦secret:name⟧⟧</c>. The two brackets themselves are
/// written <c>⟦(⟧</c> and <c>⟦)⟧</c> when they occur in other text.
/// </summary>
internal static class SecretToken
{
    private const char Open = '⟦';
    private const char Close = '⟧';
    private const string EscapedOpen = "⟦(⟧";
    private const string EscapedClose = "⟦)⟧";
    private const string SecretPrefix = "secret:";
    private const int DeepestNesting = 10;

    private static readonly (SecretEncoding Encoding, string Prefix)[] Encodings =
    [
        (SecretEncoding.Base64, "base64:"),
        (SecretEncoding.Url, "url:"),
        (SecretEncoding.Json, "json:"),
    ];

    /// <summary>Letters, digits, dot, dash, underscore and slash.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 256 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '/');

    public static string Escape(string text) => text.AsSpan().IndexOfAny(Open, Close) < 0 ? text : EscapeInto(new StringBuilder(), text).ToString();

    public static string Write(SecretText text) => Write(new StringBuilder(), text).ToString();

    public static long LengthOf(SecretPart part) => part switch
    {
        SecretPart.Plain plain => plain.Text.Length,
        SecretPart.Reference reference => SecretPrefix.Length + reference.Name.Length + 2,
        SecretPart.Encoded encoded => encoded.Inner.Length + 9,
        _ => 0,
    };

    private static StringBuilder Write(StringBuilder output, SecretText text)
    {
        foreach (var part in text.Parts)
        {
            if (part is SecretPart.Plain plain) EscapeInto(output, plain.Text);
            if (part is SecretPart.Reference reference) output.Append(Open).Append(SecretPrefix).Append(reference.Name).Append(Close);
            if (part is SecretPart.Encoded encoded)
                Write(output.Append(Open).Append(Array.Find(Encodings, known => known.Encoding == encoded.Encoding).Prefix), encoded.Inner).Append(Close);
        }
        return output;
    }

    private static StringBuilder EscapeInto(StringBuilder output, string text)
    {
        foreach (var character in text)
        {
            if (character == Open) output.Append(EscapedOpen);
            else if (character == Close) output.Append(EscapedClose);
            else output.Append(character);
        }
        return output;
    }

    /// <summary>The reverse of writing. What is not a well-formed token is text as it stands.</summary>
    public static object Read(string written)
    {
        if (!written.Contains(Open)) return written;
        var position = 0;
        return ReadUntil(written, ref position, nesting: 0);
    }

    private static object ReadUntil(string written, ref int position, int nesting)
    {
        var pieces = new List<object>();
        while (position < written.Length && !(nesting > 0 && written[position] == Close))
        {
            if (written[position] == Open && ReadToken(written, ref position, nesting) is { } token)
            {
                pieces.Add(token);
                continue;
            }
            var end = position + 1;
            while (end < written.Length && written[end] is not (Open or Close)) end++;
            pieces.Add(written[position..end]);
            position = end;
        }
        return SecretText.Concat(pieces);
    }

    private static object? ReadToken(string written, ref int position, int nesting)
    {
        if (StartsWith(written, position, EscapedOpen)) return Taken(ref position, EscapedOpen.Length, Open.ToString());
        if (StartsWith(written, position, EscapedClose)) return Taken(ref position, EscapedClose.Length, Close.ToString());
        var body = position + 1;
        if (StartsWith(written, body, SecretPrefix))
        {
            var nameStart = body + SecretPrefix.Length;
            var end = written.IndexOf(Close, nameStart);
            if (end < 0 || !IsName(written[nameStart..end])) return null;
            return Taken(ref position, end + 1 - position, SecretText.Of(written[nameStart..end]));
        }
        var found = Array.Find(Encodings, known => StartsWith(written, body, known.Prefix));
        if (found.Prefix is null || nesting >= DeepestNesting) return null;
        var inside = body + found.Prefix.Length;
        if (ReadUntil(written, ref inside, nesting + 1) is not SecretText { Nesting: < DeepestNesting } inner || inside >= written.Length) return null;
        return Taken(ref position, inside + 1 - position, new SecretText([new SecretPart.Encoded(found.Encoding, inner)]));
    }

    private static object Taken(ref int position, int length, object token)
    {
        position += length;
        return token;
    }

    private static bool StartsWith(string text, int position, string prefix) =>
        string.CompareOrdinal(text, position, prefix, 0, prefix.Length) == 0;
}
