using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Manifests.Marks;

/// <summary>Writes onto an object whose it is, which version of what, and which artifact that makes.</summary>
public static class ManifestMarks
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The annotation with the digest of what was deployed, by which an equal version is found again.</summary>
    public static string DigestAnnotation { get; } = MarkNames.Our("artifact", "digest");

    /// <summary>The object as an artifact: its kind, its name without version and its namespace.</summary>
    /// <param name="manifest">The object under the name that it has in the cluster.</param>
    /// <param name="name">The name without version.</param>
    /// <param name="version">The version, for example <c>v003</c>; null for what has none.</param>
    public static Artifact ArtifactOf(JsonObject manifest, string name, string? version) => new()
    {
        Type = ArtifactTypes.Kubernetes(manifest.KindOf()),
        Name = name,
        Version = version,
        Location = manifest.NamespaceOf(),
        Reference = manifest.NameOf(),
    };

    /// <summary>Writes annotations and labels.</summary>
    /// <param name="manifest">The object under the name that it has in the cluster, which is changed.</param>
    /// <param name="moniker">Which version of what it is.</param>
    /// <param name="artifact">The artifact that it is.</param>
    /// <param name="digest">The digest of what is deployed; null for what has no versions.</param>
    /// <param name="labelsPodTemplate">Whether pods get the labels too.</param>
    public static void Write(JsonObject manifest, Moniker moniker, Artifact artifact, string? digest, bool labelsPodTemplate)
    {
        var metadata = manifest.Child("metadata");
        var annotations = metadata.Child("annotations");
        annotations.Remove(LastApplied);
        Annotate(annotations, moniker, artifact);
        if (digest is not null)
            annotations[DigestAnnotation] = digest;
        Label(metadata.Child("labels"), moniker);

        if (manifest.KindOf() != "Pod" && manifest.PodTemplateOf() is { } template)
        {
            var pods = template.Child("metadata");
            Annotate(pods.Child("annotations"), moniker, artifact);
            if (labelsPodTemplate)
                Label(pods.Child("labels"), moniker);
        }
    }

    private static void Annotate(JsonObject annotations, Moniker moniker, Artifact artifact)
    {
        annotations[Moniker.ApplicationAnnotation] = moniker.Application;
        annotations[Moniker.ClusterAnnotation] = moniker.Cluster;
        Set("moniker", "sequence", moniker.Sequence?.ToString(CultureInfo.InvariantCulture));
        Set("artifact", "type", artifact.Type);
        Set("artifact", "name", artifact.Name);
        Set("artifact", "location", artifact.Location);
        Set("artifact", "version", artifact.Version);

        void Set(string group, string name, string? value)
        {
            if (value is not null)
                annotations[MarkNames.Our(group, name)] = value;
        }
    }

    /// <summary>Labels that the author wrote stay: charts have names of their own in them.</summary>
    private static void Label(JsonObject labels, Moniker moniker)
    {
        labels.TryAdd(MarkNames.Name, moniker.Application);
        labels.TryAdd(MarkNames.ManagedBy, MarkNames.Us);
        if (moniker.Sequence is { } sequence)
            labels[Moniker.SequenceLabel] = sequence.ToString(CultureInfo.InvariantCulture);
    }
}
