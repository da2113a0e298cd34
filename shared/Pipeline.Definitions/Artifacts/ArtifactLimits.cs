using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Artifacts;

/// <summary>How much an artifact may hold, so that a run's records stay readable.</summary>
public static class ArtifactLimits
{
    /// <summary>The longest type, name, version and location, in characters.</summary>
    public const int Text = 1_024;

    /// <summary>The longest reference that is not a content, in characters.</summary>
    public const int Reference = 8_192;

    /// <summary>The longest content, in characters of Base64: 3 MiB decoded.</summary>
    public const int Content = 4 * 1024 * 1024;

    /// <summary>The longest content that stays within its artifact, in characters of Base64; a longer one is moved to storage.</summary>
    public const int InlineContent = 4_096;

    /// <summary>The most metadata, in bytes of JSON.</summary>
    public const int Metadata = 16 * 1024;

    /// <summary>The most that all artifacts of one payload may hold, contents that are moved to storage aside, in bytes of JSON.</summary>
    public const int All = 256 * 1024;

    /// <summary>Whether an artifact carries a content that is too long to stay within it.</summary>
    public static bool IsToBeStored(Artifact artifact) => artifact is { Type: ArtifactTypes.EmbeddedBase64, Reference.Length: > InlineContent };

    /// <summary>What is too large in an artifact: the field, and what may be put there instead.</summary>
    internal static IEnumerable<(string Field, string Message)> FaultsOf(Artifact artifact)
    {
        (string Name, string? Value)[] texts =
            [("type", artifact.Type), ("name", artifact.Name), ("version", artifact.Version), ("location", artifact.Location)];
        foreach (var (name, value) in texts.Where(text => text.Value?.Length > Text))
            yield return (name, $"The text has {value!.Length:N0} characters; at most {Text:N0} are allowed.");

        if (artifact.Reference is { } reference && ReferenceFaultOf(artifact.Type, reference) is { } fault)
            yield return ("reference", fault);
        if (SizeOf(artifact.Metadata) is var size and > Metadata)
            yield return ("metadata", $"It has {size:N0} bytes; at most {Metadata:N0} are allowed.");
    }

    /// <summary>What an artifact holds, a content that is moved to storage aside, in bytes of JSON.</summary>
    internal static int SizeOf(Artifact artifact) => SizeOf(ArtifactJson.Write(IsToBeStored(artifact) ? artifact with { Reference = null } : artifact));

    private static string? ReferenceFaultOf(string type, string reference)
    {
        if (type != ArtifactTypes.EmbeddedBase64)
            return reference.Length > Reference ? $"The text has {reference.Length:N0} characters; at most {Reference:N0} are allowed." : null;
        return reference.Length > Content
            ? $"The content has {reference.Length:N0} characters of Base64; at most {Content:N0} are kept. Put it where it can be fetched and send its address."
            : null;
    }

    private static int SizeOf(JsonNode node) => Encoding.UTF8.GetByteCount(node.ToJsonString());
}
