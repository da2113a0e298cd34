using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Artifacts;

/// <summary>The artifact that an id of the pipeline stands for in a run.</summary>
/// <param name="Id">The id of the expected or produced artifact.</param>
/// <param name="Artifact">The artifact.</param>
/// <param name="Source">Where it came from.</param>
public sealed record BoundArtifact(string Id, Artifact Artifact, ArtifactSource Source);

/// <summary>Where a bound artifact came from.</summary>
[JsonConverter(typeof(NamedValueConverter<ArtifactSource>))]
public enum ArtifactSource
{
    /// <summary>What started the run brought it.</summary>
    [JsonStringEnumMemberName("received")]
    Received,

    /// <summary>An earlier run of the pipeline had it.</summary>
    [JsonStringEnumMemberName("prior")]
    Prior,

    /// <summary>The document's default.</summary>
    [JsonStringEnumMemberName("default")]
    Default,

    /// <summary>A stage of the run produced it.</summary>
    [JsonStringEnumMemberName("produced")]
    Produced,
}
