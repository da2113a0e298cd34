using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>By which fields the items of lists are told apart in built-in kinds (the <c>listMapKey</c>s and <c>patchMergeKey</c>s of Kubernetes' API).</summary>
internal static class ListKeys
{
    private static readonly Dictionary<string, string[]> ByField = new(StringComparer.Ordinal)
    {
        ["conditions"] = ["type"],
        ["containers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["env"] = ["name"],
        ["hostAliases"] = ["ip"],
        ["imagePullSecrets"] = ["name"],
        ["initContainers"] = ["name"],
        ["ownerReferences"] = ["uid"],
        ["topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["volumeDevices"] = ["devicePath"],
        ["volumeMounts"] = ["mountPath"],
        ["volumes"] = ["name"],
    };

    // Maps that are one value: who owns one owns all of it.
    private static readonly HashSet<string> Atomic = ["selector", "nodeSelector", "configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "scaleTargetRef"];

    /// <summary>Whether a map is taken as one value.</summary>
    public static bool IsAtomic(string field) => Atomic.Contains(field);

    /// <summary>Whether a list is a set of texts.</summary>
    public static bool IsSet(string field) => field is "finalizers";

    /// <summary>The keys of a list's items; null when the list is one value.</summary>
    public static string[]? Of(string field, IEnumerable<JsonNode?> items)
    {
        if (field == "ports")
        {
            var maps = items.OfType<JsonObject>().ToArray();
            return maps.Any(item => item.ContainsKey("containerPort")) ? ["containerPort", "protocol"] : maps.Any(item => item.ContainsKey("port")) ? ["port", "protocol"] : null;
        }

        return ByField.GetValueOrDefault(field);
    }

    /// <summary>An item's key as text; a protocol that is left out is TCP.</summary>
    public static JsonObject KeyOf(JsonNode? item, string[] keys)
    {
        var key = new JsonObject();
        foreach (var name in keys)
            key[name] = (item as JsonObject)?[name]?.DeepClone() ?? (name == "protocol" ? "TCP" : null);
        return key;
    }
}
