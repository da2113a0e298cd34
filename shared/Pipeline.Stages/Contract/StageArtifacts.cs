using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages;

/// <summary>
/// The artifacts that a stage can see: what the run was started with, and what the stages upstream have published. Put together only when a
/// stage looks. A long content is not within its artifact; <see cref="Stages.Artifacts.ArtifactContents"/> reads it.
/// </summary>
public sealed class StageArtifacts
{
    private readonly Lazy<IReadOnlyList<BoundArtifact>> bound;

    /// <summary>Artifacts that are known already.</summary>
    public StageArtifacts(IReadOnlyList<BoundArtifact> bound, IReadOnlyList<Artifact> received)
        : this(() => bound, received)
    {
    }

    /// <summary>Artifacts that are put together at the first look.</summary>
    public StageArtifacts(Func<IReadOnlyList<BoundArtifact>> bound, IReadOnlyList<Artifact> received)
    {
        this.bound = new(bound);
        Received = received;
    }

    /// <summary>No artifacts.</summary>
    public static StageArtifacts None { get; } = new([], []);

    /// <summary>Those that the pipeline calls by an id: first the run's, then those of stages upstream in the definition's order.</summary>
    public IReadOnlyList<BoundArtifact> Bound => bound.Value;

    /// <summary>All that the run's start brought, bound or not.</summary>
    public IReadOnlyList<Artifact> Received { get; }

    /// <summary>The artifact of an id; null when there is none.</summary>
    public Artifact? Find(string id) => Bound.FirstOrDefault(each => each.Id == id)?.Artifact;
}
