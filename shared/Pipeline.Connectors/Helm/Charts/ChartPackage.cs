using System.Security.Cryptography;

namespace Pipeline.Connectors.Helm.Charts;

/// <summary>A packaged chart (.tgz) as it was fetched.</summary>
/// <param name="Content">Its bytes.</param>
public sealed record ChartPackage(ReadOnlyMemory<byte> Content)
{
    /// <summary>How many bytes a package may have: 20 MiB, as Helm itself takes.</summary>
    public const int MaximumBytes = 20 * 1024 * 1024;

    /// <summary>The SHA-256 of its bytes, 64 hexadecimal digits.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}
