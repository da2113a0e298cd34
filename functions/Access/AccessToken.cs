using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Functions.Access;

/// <summary>A personal access token as it is kept: everything but the secret itself, of which only a hash is known.</summary>
public sealed record AccessToken
{
    /// <summary>Names the token in lists and to revoke it; no secret.</summary>
    public required string Id { get; init; }

    /// <summary>As whom its bearer acts.</summary>
    public required string Subject { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, in lower-case hexadecimal. The secret has 256 random bits, so a slow hash would add nothing.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The last day on which it was used.</summary>
    public DateOnly? LastUsedOn { get; init; }

    /// <summary>What every generated secret begins with, so that scanners of leaked secrets find it.</summary>
    public const string Prefix = "pl_";

    /// <summary>A new secret with 256 random bits.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new id.</summary>
    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 12);

    /// <summary>The hash of a secret as <see cref="Hash"/> has it.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
