using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>Whether a call comes from whoever knows a secret. Comparisons take the same time whatever is compared.</summary>
internal static class HookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>Whether a header holds the HMAC-SHA256 of the body, as GitHub sends it: <c>sha256=</c> and 64 hexadecimal digits (Gitea leaves out the beginning).</summary>
    public static bool IsOf(ReadOnlySpan<byte> body, string secret, string? header)
    {
        if (header is null)
            return false;

        var digits = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..] : header;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(digits.ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)));
    }

    /// <summary>Whether a text is the secret itself. Digests are compared, so that not even its length is told.</summary>
    public static bool IsSecret(string? text, string secret) =>
        text is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether an Authorization header is the secret, with or without <c>Bearer</c> before it.</summary>
    public static bool IsAuthorization(string? header, string secret)
    {
        const string Bearer = "Bearer ";
        return header is not null
            && (IsSecret(header, secret) || (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsSecret(header[Bearer.Length..], secret)));
    }
}
