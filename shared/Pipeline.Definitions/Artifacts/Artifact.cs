using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Artifacts;

/// <summary>A thing that a run is about or makes: an image, a file, a commit, a chart, a manifest. Equal when everything said of it is (Spinnaker's Artifact).</summary>
public sealed record Artifact
{
    /// <summary>What it is, for example <c>docker/image</c>: one of <see cref="ArtifactTypes"/> or any other text. Letter case counts.</summary>
    public required string Type { get; init; }

    /// <summary>What it is called, without its version: an image's repository, a file's path, a chart's name.</summary>
    public string? Name { get; init; }

    /// <summary>Which one of that name: an image's tag, a file's branch or commit, a chart's version.</summary>
    public string? Version { get; init; }

    /// <summary>Where it lives when its name does not say: a Kubernetes namespace, a chart repository, a bucket.</summary>
    public string? Location { get; init; }

    /// <summary>How to fetch exactly it: an image with its tag or digest, an address, a content in Base64.</summary>
    public string? Reference { get; init; }

    /// <summary>What else is known of it; part of no match.</summary>
    public JsonObject Metadata { get => field ??= []; init; } = [];

    /// <summary>The stage attempt that made it; null for what a trigger brought or a document wrote down.</summary>
    public ArtifactProvenance? Provenance { get; init; }

    /// <inheritdoc/>
    public bool Equals(Artifact? other) =>
        other is not null
        && (Type, Name, Version, Location, Reference, Provenance) == (other.Type, other.Name, other.Version, other.Location, other.Reference, other.Provenance)
        && JsonNode.DeepEquals(Metadata, other.Metadata);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Name, Version, Location, Reference, Provenance);

    /// <summary>What messages call it; contents and credentials in its reference are left out.</summary>
    public override string ToString() => ArtifactText.Describe(this);
}

/// <summary>The stage attempt that made an artifact.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Stage">The stage's id.</param>
/// <param name="Attempt">The stage's attempt, counted from 1.</param>
public sealed record ArtifactProvenance(string Run, string Stage, int Attempt);
