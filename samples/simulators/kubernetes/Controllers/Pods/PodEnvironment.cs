using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>What a container's environment and volumes are made of, and what of it is missing.</summary>
internal static class PodEnvironment
{
    /// <summary>The variables of a container; a message when something that it needs is missing.</summary>
    public static (IReadOnlyDictionary<string, string> Variables, string? Missing) Of(ClusterObjects cluster, JsonObject pod, JsonObject container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in (container["envFrom"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (kind, reference) = source["secretRef"] is { } secret ? ("Secret", secret) : ("ConfigMap", source["configMapRef"]!);
            var name = (string)reference["name"]!;
            if (cluster.Find(kind, pod.Namespace(), name) is not { } found)
            {
                if ((bool?)reference["optional"] is not true)
                    return (variables, Missing(kind, name));
                continue;
            }

            foreach (var (key, value) in Data(kind, found))
                variables[(string?)source["prefix"] + key] = value;
        }

        foreach (var variable in (container["env"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (value, missing) = ValueOf(cluster, pod, variable);
            if (missing is not null)
                return (variables, missing);
            variables[(string)variable["name"]!] = value ?? "";
        }

        return (variables, null);
    }

    /// <summary>A volume whose object is missing, as the event about it says it; null when none is.</summary>
    public static string? MissingVolume(ClusterObjects cluster, JsonObject pod)
    {
        foreach (var volume in (pod["spec"]!["volumes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var sources = new[] { volume }.Concat((volume["projected"]?["sources"] as JsonArray ?? []).OfType<JsonObject>());
            foreach (var source in sources)
            {
                foreach (var (kind, reference, field) in new[] { ("ConfigMap", source["configMap"], "name"), ("Secret", source["secret"], source == volume ? "secretName" : "name") })
                {
                    if (reference is not null && (bool?)reference["optional"] is not true && (string?)reference[field] is { } name && cluster.Find(kind, pod.Namespace(), name) is null)
                        return $"MountVolume.SetUp failed for volume \"{volume["name"]}\" : {Missing(kind, name)}";
                }
            }
        }

        return null;
    }

    private static (string? Value, string? Missing) ValueOf(ClusterObjects cluster, JsonObject pod, JsonObject variable)
    {
        if (variable["valueFrom"] is not { } from)
            return ((string?)variable["value"], null);
        if ((string?)from["fieldRef"]?["fieldPath"] is { } path)
        {
            return (path switch
            {
                "metadata.name" => pod.Name(),
                "metadata.namespace" => pod.Namespace(),
                "spec.nodeName" => (string?)pod["spec"]!["nodeName"],
                _ => "",
            }, null);
        }

        var (kind, reference) = from["secretKeyRef"] is { } secret ? ("Secret", secret) : ("ConfigMap", from["configMapKeyRef"]);
        if (reference is null)
            return ("", null);
        var (name, key) = ((string)reference["name"]!, (string)reference["key"]!);
        var isOptional = (bool?)reference["optional"] is true;
        if (cluster.Find(kind, pod.Namespace(), name) is not { } found)
            return (null, isOptional ? null : Missing(kind, name));
        return Data(kind, found).TryGetValue(key, out var value)
            ? (value, null)
            : (null, isOptional ? null : $"couldn't find key {key} in {kind} {pod.Namespace()}/{name}");
    }

    private static string Missing(string kind, string name) => $"{kind.ToLowerInvariant()} \"{name}\" not found";

    private static Dictionary<string, string> Data(string kind, JsonObject item) => (item["data"] as JsonObject ?? []).ToDictionary(
        entry => entry.Key, entry => kind == "Secret" ? Encoding.UTF8.GetString(Convert.FromBase64String((string)entry.Value!)) : (string)entry.Value!, StringComparer.Ordinal);
}
