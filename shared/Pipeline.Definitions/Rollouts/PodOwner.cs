using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Definitions.Rollouts;

/// <summary>What tells the pods of a workload's newest revision from others.</summary>
/// <param name="Uid">The object that made the pods: the workload itself or, of a Deployment, its new ReplicaSet.</param>
/// <param name="Label">The label that has the revision; null when all pods of that owner are of one.</param>
/// <param name="Revision">That label's value.</param>
public sealed record PodOwner(string Uid, string? Label = null, string? Revision = null)
{
    private const string DeploymentRevision = "deployment.kubernetes.io/revision";
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    /// <summary>Who owns the newest pods of a workload; null for a Deployment, whose ReplicaSet has to be found, and for what owns no pods.</summary>
    public static PodOwner? Of(JsonObject workload) => (workload.KindOf(), workload.UidOf()) switch
    {
        (_, null) => null,
        ("ReplicaSet" or "Job", { } uid) => new(uid),
        ("StatefulSet", { } uid) when workload.Status().TextOf("updateRevision") is { } revision => new(uid, "controller-revision-hash", revision),
        ("StatefulSet", { } uid) => new(uid),
        ("DaemonSet", { } uid) when workload.AnnotationOf(TemplateGeneration) is { } generation => new(uid, "pod-template-generation", generation),
        ("DaemonSet", { } uid) => new(uid),
        _ => null,
    };

    /// <summary>The uid of the controller that made an object; null when a person did.</summary>
    public static string? ControllerOf(JsonObject item) =>
        (item["metadata"] as JsonObject).Maps("ownerReferences").FirstOrDefault(each => each.Is("controller")).TextOf("uid");

    /// <summary>The number of a Deployment's newest revision as far as its controller has seen it, or that of a ReplicaSet; null when there is none yet.</summary>
    public static long? RevisionOf(JsonObject item) =>
        (item.KindOf() != "Deployment" || item.IsObserved()) && long.TryParse(item.AnnotationOf(DeploymentRevision), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : null;

    /// <summary>Whether a ReplicaSet is the one of a Deployment's newest revision.</summary>
    public static bool IsNewest(JsonObject replicaSet, JsonObject deployment) =>
        ControllerOf(replicaSet) is { } owner && owner == deployment.UidOf() && RevisionOf(replicaSet) is { } revision && revision == RevisionOf(deployment);

    /// <summary>Whether a pod is one of these. A pod without the label counts as one.</summary>
    public bool Owns(JsonObject pod) => ControllerOf(pod) == Uid && (Label is null || pod.LabelOf(Label) is not { } revision || revision == Revision);
}
