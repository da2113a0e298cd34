using System.Security.Cryptography;
using System.Text.Json;
using Pipeline.Connectors.Helm.Templates;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>By what a bake is known again: a digest of everything that its result depends on, by content (reference C4, "Bake key").</summary>
internal static class BakeKey
{
    /// <summary>The key, 64 hexadecimal digits.</summary>
    public static string Of(BakeKeyContent content) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, BakeJson.Default.BakeKeyContent)));

    /// <summary>The digest of a content.</summary>
    public static string Digest(ReadOnlyMemory<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content.Span));
}

/// <summary>Everything that a bake's result depends on.</summary>
internal sealed record BakeKeyContent
{
    /// <summary>Changes when this program makes something else of the same.</summary>
    public int Format { get; init; } = 1;

    public required BakeEngine Engine { get; init; }

    /// <summary>The program's version.</summary>
    public required string Program { get; init; }

    /// <summary>The digests of the template, of the charts that it needs, or of a kustomization's files with their paths.</summary>
    public required IReadOnlyList<string> Template { get; init; }

    public IReadOnlyList<string> ValuesFiles { get; init; } = [];

    public IReadOnlyList<SetValue> Values { get; init; } = [];

    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public bool IncludeCrds { get; init; }

    public string? KubeVersion { get; init; }

    public IReadOnlyList<string> ApiVersions { get; init; } = [];

    public string? Folder { get; init; }
}
