using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Connectors.Notifications.Webhooks;

/// <summary>A key that both sides of a signed webhook know.</summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private readonly byte[] _key;

    private WebhookSecret(string text, byte[] key) => (Text, _key) = (text, key);

    /// <summary>As it was written; not to be shown.</summary>
    internal string Text { get; }

    /// <summary>Reads <c>whsec_</c> and base64, as Standard Webhooks writes secrets, or takes any other text as it is (UTF-8).</summary>
    /// <exception cref="FormatException">It is empty, or what follows <c>whsec_</c> is not base64. The message does not show it.</exception>
    public static WebhookSecret Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return text.Length > 0 ? new(text, Encoding.UTF8.GetBytes(text)) : throw new FormatException("The webhook's secret is empty.");

        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length > 0
            ? new(text, key[..length])
            : throw new FormatException("The webhook's secret begins with 'whsec_', so base64 must follow. To use a text that happens to begin so, choose another.");
    }

    /// <summary>The signature of a delivery: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    internal string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
