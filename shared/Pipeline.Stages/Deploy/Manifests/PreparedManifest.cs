using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>An object as it is to be in the cluster.</summary>
/// <param name="Index">Its place in the order of applying.</param>
/// <param name="Manifest">The object, bound, versioned and marked.</param>
/// <param name="Strategy">How it is written.</param>
/// <param name="Name">Its name without version.</param>
/// <param name="Artifact">The artifact that it makes.</param>
internal sealed record PreparedManifest(int Index, JsonObject Manifest, ManifestStrategy Strategy, string Name, Artifact Artifact)
{
    /// <summary>What it is called in the API.</summary>
    public ObjectReference Reference => new(Manifest.ApiVersionOf(), Manifest.KindOf(), Manifest.NamespaceOf(), Manifest.NameOf());

    /// <summary>The same under the name that the server gave it.</summary>
    public ObjectReference ReferenceOf(WrittenObject written) => Reference with { Name = written.Name };
}

/// <summary>All objects of a deploy.</summary>
/// <param name="Objects">The objects, in the order of applying.</param>
/// <param name="Bound">The artifacts that they use, each once.</param>
/// <param name="Decided">The cursor with what was decided for them.</param>
internal sealed record PreparedDeploy(IReadOnlyList<PreparedManifest> Objects, IReadOnlyList<Artifact> Bound, DeployManifestCursor Decided)
{
    /// <summary>The ReplicaSet whose traffic is managed; null where there is no traffic management.</summary>
    public PreparedManifest? Traffic { get; init; }

    /// <summary>How its traffic is managed: as the stage says or, where it says nothing, as the ReplicaSet's own annotation does.</summary>
    public ManifestTraffic Management { get; init; } = new();
}
