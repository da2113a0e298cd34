using System.Text;

namespace Pipeline.Connectors.Notifications;

/// <summary>Takes secrets out of what others say: an answer may repeat what it was sent.</summary>
internal sealed class Redaction
{
    private readonly string[] _secrets;

    private Redaction(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    /// <summary>Hides the parts of a webhook's URL that let anyone post to it, and the given secrets.</summary>
    public static Redaction Of(Uri url, params IEnumerable<string> secrets)
    {
        var parts = $"{url.AbsolutePath}/{url.Query}/{url.UserInfo}".Split('/', '?', '&', '=', ';', ':', '@').Append(url.PathAndQuery);
        return new(secrets.Concat([url.OriginalString, url.AbsoluteUri])
            .Concat(parts.SelectMany(part => new[] { part, Uri.UnescapeDataString(part) }).Where(CanBeSecret)));
    }

    /// <summary>Hides the given secrets, plain and in base64.</summary>
    public static Redaction Of(params IEnumerable<string> secrets) =>
        new(secrets.SelectMany(secret => new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) }));

    /// <summary>A text from outside as one short line without the secrets.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);

        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return TextLimit.Cut(new string([.. line.Where(character => !char.IsControl(character))]), 300);
    }

    /// <summary>Tells tokens from the words around them, such as <c>services</c> or <c>v1</c>.</summary>
    private static bool CanBeSecret(string part) => part.Length >= 9 || (part.Length >= 4 && part.Any(char.IsAsciiDigit));
}
