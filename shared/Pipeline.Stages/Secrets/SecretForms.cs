using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Pipeline.Stages.Secrets;

/// <summary>The spellings in which a secret can turn up in other text.</summary>
internal static class SecretForms
{
    /// <summary>A line or an encoded part must be this long to be told from ordinary text.</summary>
    private const int ShortestPart = 8;

    /// <summary>Every spelling of a secret: as it is, line by line, and each of these JSON-escaped, URL-encoded and in Base64.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var lines = secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var plain = secret.Trim();
        return lines.Where(line => line.Length >= ShortestPart).Append(plain).Append(secret).Distinct().SelectMany(Spellings);
    }

    private static IEnumerable<string> Spellings(string text)
    {
        yield return text;
        yield return JavaScriptEncoder.Default.Encode(text);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

        var percent = Uri.EscapeDataString(text);
        var form = WebUtility.UrlEncode(text);
        yield return percent;
        yield return LowerEscapes(percent);
        yield return form;
        yield return LowerEscapes(form);
        if (InUrl(text) is { } inUrl)
        {
            yield return inUrl;
            yield return LowerEscapes(inUrl);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        for (var alignment = 0; alignment < 3; alignment++)
        {
            var part = Base64Inside(bytes, alignment);
            if (part.Length < ShortestPart)
                continue;

            yield return part;
            yield return part.Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>As it stands in a URL that somebody put it into unencoded: only what no URL may hold is escaped.</summary>
    private static string? InUrl(string text)
    {
        const string Before = "http://a/?";
        return Uri.TryCreate(Before + text, UriKind.Absolute, out var url) ? url.AbsoluteUri[Before.Length..] : null;
    }

    /// <summary>The characters of a longer Base64 text that this secret alone decides when it begins at a byte of that alignment.</summary>
    private static string Base64Inside(byte[] secret, int alignment)
    {
        var first = ((alignment * 8) + 5) / 6;
        var end = (alignment + secret.Length) * 8 / 6;
        return end <= first ? "" : Convert.ToBase64String([.. new byte[alignment], .. secret])[first..end];
    }

    /// <summary><c>%2F</c> as <c>%2f</c>: both are written.</summary>
    private static string LowerEscapes(string text)
    {
        var characters = text.ToCharArray();
        for (var at = 0; at + 2 < characters.Length; at++)
        {
            if (characters[at] != '%')
                continue;

            characters[at + 1] = char.ToLowerInvariant(characters[at + 1]);
            characters[at + 2] = char.ToLowerInvariant(characters[at + 2]);
        }

        return new(characters);
    }
}
