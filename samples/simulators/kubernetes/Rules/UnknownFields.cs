using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>Finds fields that workloads, their pods and containers do not have (the structs of Kubernetes' API, 1.32). Other kinds are not looked into.</summary>
internal static class UnknownFields
{
    private static readonly Dictionary<string, string[]> Specs = new(StringComparer.Ordinal)
    {
        ["Deployment"] = Words("replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds"),
        ["ReplicaSet"] = Words("replicas minReadySeconds selector template"),
        ["DaemonSet"] = Words("selector template updateStrategy minReadySeconds revisionHistoryLimit"),
        ["StatefulSet"] = Words("replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals"),
        ["Job"] = Words("parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy"),
    };

    private static readonly string[] Root = Words("apiVersion kind metadata spec status");
    private static readonly string[] Template = Words("metadata spec");
    private static readonly string[] Pod = Words("volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources");
    private static readonly string[] Container = Words("name image command args workingDir ports envFrom env resources resizePolicy restartPolicy volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty");

    /// <summary>The paths of unknown fields, in order; for example <c>spec.replica</c>.</summary>
    public static IReadOnlyList<string> Of(ResourceType type, JsonObject item)
    {
        if (type.IsCustom || type.Kind != "Pod" && !Specs.ContainsKey(type.Kind))
            return [];
        var found = new List<string>();
        Look(item, "", Root, found);
        if (type.Kind == "Pod")
        {
            LookAtPod(item["spec"], "spec", found);
        }
        else
        {
            Look(item["spec"], "spec.", Specs[type.Kind], found);
            Look(item["spec"]?["template"], "spec.template.", Template, found);
            LookAtPod(item["spec"]?["template"]?["spec"], "spec.template.spec", found);
        }

        return found;
    }

    /// <summary>Refuses an object that is created or replaced with unknown fields.</summary>
    /// <exception cref="StoreException">400 with all of them.</exception>
    public static void Refuse(ResourceType type, JsonObject item)
    {
        if (Of(type, item) is { Count: > 0 } fields)
        {
            throw Errors.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: strict decoding error: "
                + string.Join(", ", fields.Select(field => $"unknown field \"{field}\"")));
        }
    }

    private static void LookAtPod(JsonNode? pod, string path, List<string> found)
    {
        Look(pod, $"{path}.", Pod, found);
        foreach (var field in new[] { "initContainers", "containers" })
        {
            var containers = (pod as JsonObject)?[field] as JsonArray ?? [];
            for (var index = 0; index < containers.Count; index++)
                Look(containers[index], $"{path}.{field}[{index}].", Container, found);
        }
    }

    private static void Look(JsonNode? node, string prefix, string[] known, List<string> found) =>
        found.AddRange((node as JsonObject ?? []).Select(field => field.Key).Where(name => !known.Contains(name)).Select(name => prefix + name));

    private static string[] Words(string text) => text.Split(' ');
}
