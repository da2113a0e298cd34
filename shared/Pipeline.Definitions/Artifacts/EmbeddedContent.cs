using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pipeline.Definitions.Artifacts;

/// <summary>Artifacts that carry their content themselves (<see cref="ArtifactTypes.EmbeddedBase64"/>), such as a rendered manifest.</summary>
public static class EmbeddedContent
{
    /// <summary>An artifact that carries a text.</summary>
    public static Artifact Create(string name, string content) =>
        new() { Type = ArtifactTypes.EmbeddedBase64, Name = name, Reference = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) };

    /// <summary>Reads the bytes that an artifact carries.</summary>
    /// <returns>Whether it carries some, in Base64.</returns>
    public static bool TryDecode(Artifact artifact, out ReadOnlyMemory<byte> content)
    {
        content = default;
        return artifact is { Type: ArtifactTypes.EmbeddedBase64, Reference: { } reference } && TryDecode(reference, out content);
    }

    /// <summary>Reads the text that an artifact carries.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="content">The text.</param>
    /// <param name="fault">Why there is none; null when there is.</param>
    /// <returns>Whether the artifact carries a text.</returns>
    public static bool TryRead(Artifact artifact, [NotNullWhen(true)] out string? content, [NotNullWhen(false)] out string? fault)
    {
        content = null;
        fault = null;
        if (artifact.Type != ArtifactTypes.EmbeddedBase64)
            fault = $"'{artifact}' carries no content; only artifacts of type {ArtifactTypes.EmbeddedBase64} do.";
        else if (artifact.Reference is not { } reference)
            fault = $"'{artifact}' has no reference, which is to be its content in Base64.";
        else if (!TryDecodeText(reference, out content))
            fault = $"The reference of '{artifact}' is not Base64 of a text in UTF-8.";
        return fault is null;
    }

    /// <summary>Whether a text is Base64.</summary>
    internal static bool IsBase64(string text) => TryDecode(text, out _);

    private static bool TryDecode(string reference, out ReadOnlyMemory<byte> content)
    {
        var bytes = new byte[(reference.Length / 4 * 3) + 3];
        var isBase64 = Convert.TryFromBase64String(reference, bytes, out var length);
        content = bytes.AsMemory(0, isBase64 ? length : 0);
        return isBase64;
    }

    private static bool TryDecodeText(string reference, [NotNullWhen(true)] out string? content)
    {
        content = null;
        if (!TryDecode(reference, out var bytes))
            return false;

        try
        {
            content = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes.Span);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
