namespace Pipeline.Stages.Clusters;

/// <summary>Names a cluster: the server groups that are versions of one thing.</summary>
/// <param name="Application">The application that it belongs to.</param>
/// <param name="Name">As people write it, for example <c>web</c>, or with the kind of its server groups <c>deployment web</c>.</param>
/// <param name="Namespace">The part of the region that it is in: for Kubernetes the namespace; null for the region's default one.</param>
public sealed record ClusterReference(string Application, string Name, string? Namespace);
