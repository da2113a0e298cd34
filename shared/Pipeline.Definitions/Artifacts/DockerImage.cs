using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Artifacts;

/// <summary>A container image as <c>docker pull</c> takes it: <c>[registry[:port]/]repository[:tag][@digest]</c> (the grammar of distribution/reference).</summary>
public sealed partial record DockerImage
{
    /// <summary>The tag of an image that is given neither tag nor digest.</summary>
    public const string DefaultTag = "latest";

    private const int LongestName = 255;

    private DockerImage(string repository) => Repository = repository;

    /// <summary>The registry's host and port as written; null for Docker Hub, when none is written.</summary>
    public string? Registry { get; private init; }

    /// <summary>The repository within the registry, as written.</summary>
    public string Repository { get; }

    /// <summary>The tag as written; null when none is.</summary>
    public string? Tag { get; private init; }

    /// <summary>The digest, for example <c>sha256:…</c>; null when there is none.</summary>
    public string? Digest { get; private init; }

    /// <summary>The image without tag and digest, as written: what manifests that name the image have in common.</summary>
    public string Name => Registry is null ? Repository : $"{Registry}/{Repository}";

    /// <summary>The tag, which people tell versions by; without one the digest; without either <see cref="DefaultTag"/>.</summary>
    public string Version => Tag ?? Digest ?? DefaultTag;

    /// <summary>The image to pull, with tag or digest. Where both are written both stay, and the digest decides what is pulled.</summary>
    public string Reference => (Tag, Digest) switch
    {
        (_, null) => $"{Name}:{Version}",
        (null, _) => $"{Name}@{Digest}",
        _ => $"{Name}:{Tag}@{Digest}",
    };

    /// <summary>Reads an image.</summary>
    /// <param name="text">The text, without surrounding space.</param>
    /// <param name="image">The image.</param>
    /// <param name="fault">What is wrong and what to write instead; null when the text is an image.</param>
    /// <returns>Whether the text is an image.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out DockerImage? image, [NotNullWhen(false)] out string? fault)
    {
        image = null;
        var (rest, digest) = SplitAt(text, text.IndexOf('@', StringComparison.Ordinal));
        var colon = rest.LastIndexOf(':');
        var (name, tag) = SplitAt(rest, colon > rest.LastIndexOf('/') ? colon : -1);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var hasRegistry = slash > 0 && (name[..slash] == "localhost" || name.AsSpan(0, slash).ContainsAny('.', ':'));
        var (registry, repository) = hasRegistry ? (name[..slash], name[(slash + 1)..]) : (null, name);

        fault = FaultOf(text, name, registry, repository, tag, digest);
        if (fault is null)
            image = new(repository) { Registry = registry, Tag = tag, Digest = digest };
        return image is not null;
    }

    /// <summary>The image as an artifact of type <see cref="ArtifactTypes.DockerImage"/>.</summary>
    public Artifact ToArtifact() => new() { Type = ArtifactTypes.DockerImage, Name = Name, Version = Version, Reference = Reference };

    /// <inheritdoc/>
    public override string ToString() => Reference;

    private static (string Before, string? After) SplitAt(string text, int index) => index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);

    private static string? FaultOf(string text, string name, string? registry, string repository, string? tag, string? digest)
    {
        if (text.Contains("://", StringComparison.Ordinal))
            return "An image is written without a scheme such as https://.";
        if (name.Length > LongestName)
            return $"The name of the image is longer than {LongestName} characters.";
        if (registry is not null && !RegistryRule().IsMatch(registry))
            return $"'{registry}' is no registry; write its host and, if need be, its port.";
        if (repository.Length == 0)
            return "The name of the image is missing.";
        if (!RepositoryRule().IsMatch(repository))
            return $"'{repository}' is no repository: use lower-case letters and digits, with '/', '.', '_' and '-' between them.";
        if (tag is not null && !TagRule().IsMatch(tag))
            return $"'{DocumentFaults.Shorten(tag)}' is no tag: use letters, digits, '_', '.' and '-', at most 128, with none of the last two first.";
        return digest is null || DigestRule().IsMatch(digest) ? null : $"'{DocumentFaults.Shorten(digest)}' is no digest; write for example sha256: and 64 hexadecimal digits.";
    }

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[A-Fa-f0-9:]+\])(:[0-9]{1,5})?\z")]
    private static partial Regex RegistryRule();

    [GeneratedRegex(@"^[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryRule();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagRule();

    [GeneratedRegex(@"^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})\z")]
    private static partial Regex DigestRule();
}
