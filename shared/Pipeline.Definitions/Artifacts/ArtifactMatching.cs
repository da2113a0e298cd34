namespace Pipeline.Definitions.Artifacts;

/// <summary>Whether an artifact is what is asked for (kork's ExpectedArtifact.matches).</summary>
public static class ArtifactMatching
{
    /// <summary>
    /// Whether an artifact matches in type, name, version, location and reference. For each of them a blank expectation takes anything, what is
    /// expected but absent does not match, and else the two are equal or the whole of the actual one matches the expected regular
    /// expression. <c>embedded/base64</c> and <c>remote/base64</c> stand for each other, since contents are moved to storage unasked: what would
    /// take the one takes the other.
    /// </summary>
    public static bool Matches(ArtifactMatch expected, Artifact actual) => For(expected)(actual);

    /// <summary>What keeps a match from being used: the field, empty for the match as a whole, and what is wrong; null when nothing does.</summary>
    public static (string Field, string Message)? FaultOf(ArtifactMatch match)
    {
        (string Name, string? Value)[] fields =
            [("type", match.Type), ("name", match.Name), ("version", match.Version), ("location", match.Location), ("reference", match.Reference)];
        var asked = fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).ToArray();
        if (asked.Length == 0)
            return ("", "An empty match takes any artifact; say at least its type.");
        return asked.Select(field => (field.Name, Message: ArtifactPattern.FaultOf(field.Value!))).Where(field => field.Message is not null).Select(field => ((string, string)?)field!).FirstOrDefault();
    }

    /// <summary>The test for one match, for use on many artifacts.</summary>
    internal static Func<Artifact, bool> For(ArtifactMatch expected)
    {
        var type = new ArtifactPattern(expected.Type);
        var name = new ArtifactPattern(expected.Name);
        var version = new ArtifactPattern(expected.Version);
        var location = new ArtifactPattern(expected.Location);
        var reference = new ArtifactPattern(expected.Reference);
        return actual =>
            (type.Matches(actual.Type) || (ArtifactTypes.IsContent(actual.Type) && (type.Matches(ArtifactTypes.EmbeddedBase64) || type.Matches(ArtifactTypes.RemoteBase64))))
            && name.Matches(actual.Name)
            && version.Matches(actual.Version)
            && location.Matches(actual.Location)
            && reference.Matches(actual.Reference);
    }
}
