namespace Pipeline.Simulators.Kubernetes.Resources;

/// <summary>The kinds that every cluster has, as far as they are served here.</summary>
internal static class BuiltInResources
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Core("Namespace", "namespaces", "ns") with { IsNamespaced = false, HasStatus = true },
        Core("Pod", "pods", "po") with { HasStatus = true, HasGeneration = false },
        Core("Service", "services", "svc") with { HasStatus = true },
        Core("Endpoints", "endpoints", "ep"),
        Core("ConfigMap", "configmaps", "cm"),
        Core("Secret", "secrets"),
        Core("ServiceAccount", "serviceaccounts", "sa"),
        Core("PersistentVolumeClaim", "persistentvolumeclaims", "pvc") with { HasStatus = true },
        Core("PersistentVolume", "persistentvolumes", "pv") with { IsNamespaced = false, HasStatus = true },
        Core("Event", "events", "ev"),
        Core("Node", "nodes", "no") with { IsNamespaced = false, HasStatus = true },
        Core("LimitRange", "limitranges", "limits"),
        Core("ResourceQuota", "resourcequotas", "quota") with { HasStatus = true },
        Core("ReplicationController", "replicationcontrollers", "rc") with { HasStatus = true, HasScale = true, HasGeneration = true },
        Workload("Deployment", "deployments", "deploy") with { HasScale = true },
        Workload("ReplicaSet", "replicasets", "rs") with { HasScale = true },
        Workload("StatefulSet", "statefulsets", "sts") with { HasScale = true },
        Workload("DaemonSet", "daemonsets", "ds"),
        new() { Group = "apps", Version = "v1", Kind = "ControllerRevision", Plural = "controllerrevisions" },
        new() { Group = "batch", Version = "v1", Kind = "Job", Plural = "jobs", HasStatus = true, HasGeneration = true },
        new() { Group = "batch", Version = "v1", Kind = "CronJob", Plural = "cronjobs", ShortNames = ["cj"], HasStatus = true, HasGeneration = true },
        new() { Group = "autoscaling", Version = "v2", Kind = "HorizontalPodAutoscaler", Plural = "horizontalpodautoscalers", ShortNames = ["hpa"], HasStatus = true },
        new() { Group = "networking.k8s.io", Version = "v1", Kind = "Ingress", Plural = "ingresses", ShortNames = ["ing"], HasStatus = true, HasGeneration = true },
        new() { Group = "networking.k8s.io", Version = "v1", Kind = "NetworkPolicy", Plural = "networkpolicies", ShortNames = ["netpol"], HasGeneration = true },
        new() { Group = "policy", Version = "v1", Kind = "PodDisruptionBudget", Plural = "poddisruptionbudgets", ShortNames = ["pdb"], HasStatus = true, HasGeneration = true },
        Access("Role", "roles"),
        Access("RoleBinding", "rolebindings"),
        Access("ClusterRole", "clusterroles") with { IsNamespaced = false },
        Access("ClusterRoleBinding", "clusterrolebindings") with { IsNamespaced = false },
        new() { Group = "storage.k8s.io", Version = "v1", Kind = "StorageClass", Plural = "storageclasses", ShortNames = ["sc"], IsNamespaced = false },
        new() { Group = "discovery.k8s.io", Version = "v1", Kind = "EndpointSlice", Plural = "endpointslices", HasGeneration = true },
        new() { Group = "coordination.k8s.io", Version = "v1", Kind = "Lease", Plural = "leases" },
        new() { Group = "apiextensions.k8s.io", Version = "v1", Kind = "CustomResourceDefinition", Plural = "customresourcedefinitions", ShortNames = ["crd"], IsNamespaced = false, HasStatus = true, HasGeneration = true },
        new() { Group = "admissionregistration.k8s.io", Version = "v1", Kind = "ValidatingWebhookConfiguration", Plural = "validatingwebhookconfigurations", IsNamespaced = false, HasGeneration = true },
        new() { Group = "admissionregistration.k8s.io", Version = "v1", Kind = "MutatingWebhookConfiguration", Plural = "mutatingwebhookconfigurations", IsNamespaced = false, HasGeneration = true },
        new() { Group = "apiregistration.k8s.io", Version = "v1", Kind = "APIService", Plural = "apiservices", IsNamespaced = false, HasStatus = true },
    ];

    private static ResourceType Core(string kind, string plural, params string[] shortNames) =>
        new() { Group = "", Version = "v1", Kind = kind, Plural = plural, ShortNames = shortNames };

    private static ResourceType Workload(string kind, string plural, string shortName) =>
        new() { Group = "apps", Version = "v1", Kind = kind, Plural = plural, ShortNames = [shortName], HasStatus = true, HasGeneration = true };

    private static ResourceType Access(string kind, string plural) =>
        new() { Group = "rbac.authorization.k8s.io", Version = "v1", Kind = kind, Plural = plural };
}
