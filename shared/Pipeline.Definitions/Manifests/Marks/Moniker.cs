using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Versions;

namespace Pipeline.Definitions.Manifests.Marks;

/// <summary>Which versions of one thing belong together: the cluster of an application, for example <c>replicaSet web</c> of <c>shop</c> (Spinnaker's Moniker).</summary>
/// <param name="Application">The application.</param>
/// <param name="Cluster">Kind and name without version, the kind with a small first letter, for example <c>replicaSet web</c>.</param>
/// <param name="Sequence">The version's number; null for what has no versions.</param>
public sealed record Moniker(string Application, string Cluster, int? Sequence)
{
    private const string Group = "moniker";

    /// <summary>The label that has the version's number.</summary>
    public static string SequenceLabel { get; } = MarkNames.Our(Group, "sequence");

    /// <summary>The annotation that names the cluster.</summary>
    public static string ClusterAnnotation { get; } = MarkNames.Our(Group, "cluster");

    /// <summary>The annotation that names the application.</summary>
    public static string ApplicationAnnotation { get; } = MarkNames.Our(Group, "application");

    /// <summary>What versions of a kind and name are called together.</summary>
    /// <param name="kind">For example <c>ReplicaSet</c>.</param>
    /// <param name="name">The name without version.</param>
    /// <returns>For example <c>replicaSet web</c>.</returns>
    public static string ClusterOf(string kind, string name) => kind.Length == 0 ? name : $"{char.ToLowerInvariant(kind[0])}{kind[1..]} {name}";

    /// <summary>
    /// Reads what an object says of itself, by our annotations or Spinnaker's. Where it says nothing, the cluster follows from kind and name.
    /// </summary>
    public static Moniker Of(JsonObject manifest)
    {
        var (name, version) = VersionName.Split(manifest.NameOf());
        var cluster = MarkNames.AnnotationOf(manifest, Group, "cluster") ?? ClusterOf(manifest.KindOf(), name);
        var application = MarkNames.AnnotationOf(manifest, Group, "application") ?? "";
        var said = MarkNames.AnnotationOf(manifest, Group, "sequence") ?? manifest.LabelOf(SequenceLabel) ?? manifest.LabelOf(MarkNames.Spinnakers(Group, "sequence"));
        return new(application, cluster, int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : version);
    }

    /// <summary>Whether an object belongs to a cluster. An object that names no application belongs to any.</summary>
    public static bool IsOf(JsonObject manifest, string application, string cluster) =>
        Of(manifest) is var moniker && moniker.Cluster == cluster && (moniker.Application.Length == 0 || moniker.Application == application);
}
