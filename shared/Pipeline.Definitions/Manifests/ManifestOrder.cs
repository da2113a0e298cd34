using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests;

/// <summary>The order in which objects are applied, so that what others need is there before them (clouddriver's KubernetesHandler.DeployPriority).</summary>
public static class ManifestOrder
{
    /// <summary>The priority of a kind that is not known, last.</summary>
    public const int Last = 1000;

    private static readonly Dictionary<string, int> Priorities = new(StringComparer.Ordinal)
    {
        ["Namespace"] = 0,
        ["Role"] = 20,
        ["ClusterRole"] = 20,
        ["CustomResourceDefinition"] = 30,
        ["RoleBinding"] = 30,
        ["ClusterRoleBinding"] = 30,
        ["ServiceAccount"] = 40,
        ["StorageClass"] = 40,
        ["PersistentVolume"] = 40,
        ["MutatingWebhookConfiguration"] = 40,
        ["ValidatingWebhookConfiguration"] = 40,
        ["PriorityClass"] = 40,
        ["ConfigMap"] = 50,
        ["Secret"] = 50,
        ["PersistentVolumeClaim"] = 50,
        ["Service"] = 70,
        ["Ingress"] = 70,
        ["NetworkPolicy"] = 70,
        ["APIService"] = 80,
        ["LimitRange"] = 90,
        ["ResourceQuota"] = 90,
        ["PodDisruptionBudget"] = 90,
        ["Deployment"] = 100,
        ["ReplicaSet"] = 100,
        ["StatefulSet"] = 100,
        ["DaemonSet"] = 100,
        ["Pod"] = 100,
        ["Job"] = 100,
        ["CronJob"] = 100,
        ["HorizontalPodAutoscaler"] = 110,
    };

    /// <summary>A kind's priority: what has a lower one comes first.</summary>
    public static int PriorityOf(string kind) => Priorities.GetValueOrDefault(kind, Last);

    /// <summary>The manifests in the order in which they are applied; those of one priority as they were written.</summary>
    public static IReadOnlyList<JsonObject> Sort(IEnumerable<JsonObject> manifests) => [.. manifests.OrderBy(manifest => PriorityOf(manifest.KindOf()))];
}
