using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Artifacts;

/// <summary>Takes secrets out of artifacts that are shown.</summary>
internal static class ArtifactMask
{
    public static IReadOnlyList<BoundArtifact> Apply(SecretMask mask, IReadOnlyList<BoundArtifact> artifacts) =>
        [.. artifacts.Select(bound => bound with { Artifact = Apply(mask, bound.Artifact) })];

    public static IReadOnlyList<Artifact> Apply(SecretMask mask, IReadOnlyList<Artifact> artifacts) => [.. artifacts.Select(artifact => Apply(mask, artifact))];

    private static Artifact Apply(SecretMask mask, Artifact artifact) => artifact with
    {
        Name = mask.Apply(artifact.Name),
        Version = mask.Apply(artifact.Version),
        Location = mask.Apply(artifact.Location),
        Reference = mask.Apply(artifact.Reference),
        Metadata = mask.Apply(artifact.Metadata) as JsonObject ?? [],
    };
}
