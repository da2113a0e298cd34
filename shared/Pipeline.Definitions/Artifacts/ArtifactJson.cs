using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Artifacts;

/// <summary>Artifacts as the API shows them and expressions see them: camelCase, without what is not known.</summary>
public static class ArtifactJson
{
    /// <summary>An artifact as JSON.</summary>
    /// <returns>A new tree.</returns>
    public static JsonObject Write(Artifact artifact) => (JsonObject)JsonSerializer.SerializeToNode(artifact, DefinitionsJson.Default.Artifact)!;

    /// <summary>What a run's bound artifacts are to expressions: each artifact under its id, so that <c>${artifacts.app.version}</c> reads one.</summary>
    /// <returns>A new tree.</returns>
    public static JsonObject Write(IEnumerable<BoundArtifact> bound) => new(bound.Select(each => KeyValuePair.Create(each.Id, (JsonNode?)Write(each.Artifact))));
}
