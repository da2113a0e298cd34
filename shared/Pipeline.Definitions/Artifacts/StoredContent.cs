using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Artifacts;

/// <summary>
/// Where the content of an artifact lies that was moved to storage: the reference of an artifact of type <see cref="ArtifactTypes.RemoteBase64"/>,
/// written <c>ref://run/digest</c> (Spinnaker's artifact store: <c>ref://application/digest</c>).
/// </summary>
/// <param name="Run">The id of the run that the content belongs to; no other run's may be read by it.</param>
/// <param name="Digest">The SHA-256 of the content, 64 hexadecimal digits.</param>
public sealed partial record StoredContent(string Run, string Digest)
{
    /// <summary>Reads where an artifact's content lies.</summary>
    /// <returns>Whether it is a stored content.</returns>
    public static bool TryRead(Artifact artifact, [NotNullWhen(true)] out StoredContent? content)
    {
        content = null;
        return artifact.Type == ArtifactTypes.RemoteBase64 && TryParse(artifact.Reference, out content);
    }

    /// <summary>Reads a reference.</summary>
    /// <returns>Whether it is one to a stored content.</returns>
    public static bool TryParse(string? reference, [NotNullWhen(true)] out StoredContent? content)
    {
        var match = reference is null ? Match.Empty : Form().Match(reference);
        content = match.Success ? new(match.Groups[1].Value, match.Groups[2].Value) : null;
        return match.Success;
    }

    /// <summary>The reference.</summary>
    public override string ToString() => $"ref://{Run}/{Digest}";

    [GeneratedRegex(@"\Aref://([0-9a-z]{1,40})/([0-9a-f]{64})\z")]
    private static partial Regex Form();
}
