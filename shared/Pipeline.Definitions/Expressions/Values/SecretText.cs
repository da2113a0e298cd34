using System.Text;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>How text is written when it becomes part of other text; applied when the secret in it is known.</summary>
internal enum SecretEncoding
{
    /// <summary>RFC 4648 base64 of the UTF-8 bytes.</summary>
    Base64,

    /// <summary>Form encoding, as java.net.URLEncoder writes it.</summary>
    Url,

    /// <summary>The inside of a JSON string.</summary>
    Json,
}

/// <summary>A piece of text that holds a secret.</summary>
internal abstract record SecretPart
{
    private SecretPart() { }

    /// <summary>Plain text.</summary>
    public sealed record Plain(string Text) : SecretPart;

    /// <summary>The value of a secret, which evaluation never knows.</summary>
    public sealed record Reference(string Name) : SecretPart;

    /// <summary>Text with a secret in it, encoded.</summary>
    public sealed record Encoded(SecretEncoding Encoding, SecretText Inner) : SecretPart;
}

/// <summary>
/// Text in which secrets stand by name. It is a kind of its own, not text with marks in it, so that text from outside can never
/// pose as a reference: marks appear only where a result is written (<see cref="SecretToken"/>), and are escaped there in all other text.
/// </summary>
internal sealed class SecretText(IReadOnlyList<SecretPart> parts)
{
    private const int MostNestedEncodings = 8;

    public IReadOnlyList<SecretPart> Parts { get; } = parts;

    /// <summary>Length in characters as it would be written with its references.</summary>
    public long Length { get; } = parts.Sum(SecretToken.LengthOf);

    /// <summary>How many encodings are nested.</summary>
    public int Nesting { get; } = parts.Max(part => part is SecretPart.Encoded encoded ? encoded.Inner.Nesting + 1 : 0);

    public static SecretText Of(string name) => new([new SecretPart.Reference(name)]);

    /// <summary>Joins texts; the result is plain when none of them holds a secret.</summary>
    public static object Concat(IEnumerable<object> texts)
    {
        var parts = new List<SecretPart>();
        var plain = new StringBuilder();
        foreach (var text in texts)
        {
            if (text is not SecretText secret)
            {
                plain.Append((string)text);
                continue;
            }
            foreach (var part in secret.Parts)
            {
                if (part is SecretPart.Plain words)
                {
                    plain.Append(words.Text);
                    continue;
                }
                if (plain.Length > 0) parts.Add(new SecretPart.Plain(plain.ToString()));
                plain.Clear();
                parts.Add(part);
            }
        }
        if (parts.Count == 0) return plain.ToString();
        if (plain.Length > 0) parts.Add(new SecretPart.Plain(plain.ToString()));
        return new SecretText(parts);
    }

    public SecretText Encode(SecretEncoding encoding) => Nesting < MostNestedEncodings
        ? new SecretText([new SecretPart.Encoded(encoding, this)])
        : throw new ExpressionException($"A secret can be encoded at most {MostNestedEncodings} times over.");

    /// <summary>Reads text that an evaluation wrote: a <see cref="string"/>, or a <see cref="SecretText"/> when it refers to secrets.</summary>
    public static object Parse(string written) => SecretToken.Read(written);
}
