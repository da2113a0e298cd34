using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Manifests.Binding;

/// <summary>
/// The artifacts that fields of manifests may be bound to. Of several of one type, name and place the one that the stage itself made comes first,
/// then those that it requires, then the others; among equals the latter one (clouddriver's ArtifactReplacer and KubernetesDeployManifestOperation).
/// </summary>
public sealed class BindableArtifacts
{
    private readonly List<Artifact> _made = [];
    private readonly IReadOnlyList<Artifact> _required;
    private readonly IReadOnlyList<Artifact> _optional;
    private readonly string _target;

    /// <summary>Artifacts for a deploy to a target.</summary>
    /// <param name="required">Those of which each must be used.</param>
    /// <param name="optional">Those that are used where they fit, later ones first.</param>
    /// <param name="target">The target; objects that are known to lie in another one do not fit.</param>
    public BindableArtifacts(IReadOnlyList<Artifact> required, IReadOnlyList<Artifact> optional, string target) =>
        (_required, _optional, _target) = (required, optional, target);

    /// <summary>The field of an artifact's metadata that says which target its object lies in.</summary>
    public const string TargetField = "target";

    /// <summary>Adds an object that the stage has made.</summary>
    public void Add(Artifact made) => _made.Add(made);

    /// <summary>The artifact for a field; null when there is none.</summary>
    /// <param name="place">The field.</param>
    /// <param name="namespace">The namespace of the object that has it.</param>
    public Artifact? Find(BindingPlace place, string? @namespace)
    {
        bool Fits(Artifact artifact) => this.Fits(artifact, place, @namespace);
        return _made.FindLast(Fits) ?? _required.LastOrDefault(Fits) ?? _optional.LastOrDefault(Fits);
    }

    /// <summary>Those that are required and not among the used ones.</summary>
    public IReadOnlyList<Artifact> Unused(IReadOnlyCollection<Artifact> used) => [.. _required.Where(each => !used.Contains(each))];

    private bool Fits(Artifact artifact, BindingPlace place, string? @namespace)
    {
        if (artifact.Type != place.Type || artifact.Name != place.Name || string.IsNullOrEmpty(artifact.Reference))
            return false;
        return !ArtifactTypes.IsKubernetes(artifact.Type)
            || (artifact.Location == @namespace && (ManifestFields.Text(artifact.Metadata[TargetField]) ?? _target) == _target);
    }
}
