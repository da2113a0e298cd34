using System.Text;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Artifacts;

/// <summary>What messages call artifacts and what is expected of them.</summary>
internal static class ArtifactText
{
    private const int MostListed = 5;

    public static string Describe(Artifact artifact)
    {
        var text = new StringBuilder(DocumentFaults.Shorten(artifact.Type));
        if ((artifact.Name ?? ShownReference(artifact)) is { } name)
            text.Append(' ').Append(DocumentFaults.Shorten(name));
        if (artifact.Version is { } version)
            text.Append(" version ").Append(DocumentFaults.Shorten(version));
        if (artifact.Location is { } location)
            text.Append(" in ").Append(DocumentFaults.Shorten(location));
        if (artifact.Provenance is { } provenance)
            text.Append(" made by stage ").Append(provenance.Stage).Append(" of run ").Append(provenance.Run);
        return text.ToString();
    }

    /// <summary>What a match asks for, for example <c>type docker/image, name shop/.*</c>.</summary>
    public static string Describe(ArtifactMatch match)
    {
        (string Name, string? Value)[] fields =
            [("type", match.Type), ("name", match.Name), ("version", match.Version), ("location", match.Location), ("reference", match.Reference)];
        var asked = fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).Select(field => $"{field.Name} {DocumentFaults.Shorten(field.Value!)}").ToArray();
        return asked.Length == 0 ? "any" : string.Join(", ", asked);
    }

    /// <summary>The first few artifacts of a list and how many more there are.</summary>
    public static string Describe(IReadOnlyList<Artifact> artifacts)
    {
        var more = artifacts.Count > MostListed ? $"; and {artifacts.Count - MostListed} more" : "";
        return string.Join("; ", artifacts.Take(MostListed).Select(artifact => artifact.ToString())) + more;
    }

    /// <summary>A reference may be a content, and an address may carry a password or a token.</summary>
    private static string? ShownReference(Artifact artifact)
    {
        if (artifact.Reference is not { } reference || ArtifactTypes.IsContent(artifact.Type))
            return null;

        var scheme = reference.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return reference;

        var address = reference[(scheme + 3)..].Split('?', '#')[0];
        var path = address.IndexOf('/', StringComparison.Ordinal);
        var host = path < 0 ? address : address[..path];
        return string.Concat(reference.AsSpan(0, scheme + 3), host.AsSpan(host.LastIndexOf('@') + 1), address.AsSpan(host.Length));
    }
}
