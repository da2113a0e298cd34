using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>Fills in what the server fills in, as far as anybody here looks at it.</summary>
internal static class Defaults
{
    public static void Fill(ResourceType type, JsonObject item)
    {
        if (type.IsCustom)
            return;
        if (item["spec"] is not JsonObject spec)
        {
            if (type.Kind == "Namespace")
                item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
            return;
        }

        switch (type.Kind)
        {
            case "Deployment":
                Set(spec, "replicas", 1);
                Set(spec, "revisionHistoryLimit", 10);
                Set(spec, "progressDeadlineSeconds", 600);
                Rolling(spec, "strategy", "RollingUpdate", new() { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" });
                Template(spec, "Always");
                break;
            case "ReplicaSet":
                Set(spec, "replicas", 1);
                Template(spec, "Always");
                break;
            case "StatefulSet":
                Set(spec, "replicas", 1);
                Set(spec, "revisionHistoryLimit", 10);
                Set(spec, "podManagementPolicy", "OrderedReady");
                Rolling(spec, "updateStrategy", "RollingUpdate", new() { ["partition"] = 0 });
                Template(spec, "Always");
                break;
            case "DaemonSet":
                Set(spec, "revisionHistoryLimit", 10);
                Rolling(spec, "updateStrategy", "RollingUpdate", new() { ["maxUnavailable"] = 1, ["maxSurge"] = 0 });
                Template(spec, "Always");
                break;
            case "Job":
                Set(spec, "parallelism", 1);
                Set(spec, "completions", 1);
                Set(spec, "backoffLimit", 6);
                Set(spec, "completionMode", "NonIndexed");
                Set(spec, "suspend", false);
                Template(spec, null);
                break;
            case "Pod":
                Pod(spec, "Always");
                break;
            case "Service":
                Service(spec);
                break;
        }
    }

    private static void Template(JsonObject spec, string? restartPolicy)
    {
        if (spec["template"]?["spec"] is JsonObject pod)
            Pod(pod, restartPolicy);
    }

    private static void Pod(JsonObject spec, string? restartPolicy)
    {
        if (restartPolicy is not null)
            Set(spec, "restartPolicy", restartPolicy);
        Set(spec, "terminationGracePeriodSeconds", 30);
        Set(spec, "dnsPolicy", "ClusterFirst");
        Set(spec, "schedulerName", "default-scheduler");
        Set(spec, "securityContext", new JsonObject());
        foreach (var container in Containers(spec))
        {
            Set(container, "terminationMessagePath", "/dev/termination-log");
            Set(container, "terminationMessagePolicy", "File");
            Set(container, "resources", new JsonObject());
            var image = (string?)container["image"] ?? "";
            Set(container, "imagePullPolicy", image.EndsWith(":latest", StringComparison.Ordinal) || !image[(image.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) ? "Always" : "IfNotPresent");
            foreach (var port in (container["ports"] as JsonArray ?? []).OfType<JsonObject>())
                Set(port, "protocol", "TCP");
        }
    }

    private static void Service(JsonObject spec)
    {
        Set(spec, "type", "ClusterIP");
        Set(spec, "sessionAffinity", "None");
        Set(spec, "internalTrafficPolicy", "Cluster");
        if ((string?)spec["type"] != "ExternalName" && spec["clusterIP"] is null)
        {
            spec["clusterIP"] = $"10.96.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 255)}";
            spec["clusterIPs"] = new JsonArray((string)spec["clusterIP"]!);
        }

        foreach (var port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Set(port, "protocol", "TCP");
            Set(port, "targetPort", port["port"]?.DeepClone());
        }
    }

    private static void Rolling(JsonObject spec, string field, string type, JsonObject rolling)
    {
        if (spec[field] is not JsonObject strategy)
            spec[field] = strategy = [];
        Set(strategy, "type", type);
        if ((string?)strategy["type"] != type)
            return;
        if (strategy["rollingUpdate"] is not JsonObject given)
            strategy["rollingUpdate"] = given = [];
        foreach (var (name, value) in rolling)
            Set(given, name, value?.DeepClone());
    }

    internal static IEnumerable<JsonObject> Containers(JsonObject podSpec) =>
        (podSpec["containers"] as JsonArray ?? []).Concat(podSpec["initContainers"] as JsonArray ?? []).OfType<JsonObject>();

    private static void Set(JsonObject fields, string name, JsonNode? value)
    {
        if (fields[name] is null)
            fields[name] = value;
    }
}
