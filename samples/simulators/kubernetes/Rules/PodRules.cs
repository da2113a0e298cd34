using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>What the server demands of pods and their templates.</summary>
internal static class PodRules
{
    /// <summary>A workload's template.</summary>
    public static void Template(JsonObject spec, FieldFaults faults, string[] restartPolicies)
    {
        Validation.Labels(spec["template"]?["metadata"]?["labels"], "spec.template.metadata.labels", faults);
        var pod = spec["template"]?["spec"] as JsonObject ?? [];
        Pod(pod, "spec.template.spec", faults);
        var policy = (string?)pod["restartPolicy"];
        if (policy is null && restartPolicies is not ["Always"])
            faults.Required("spec.template.spec.restartPolicy", $"valid values: {string.Join(", ", restartPolicies.Select(word => $"\"{word}\""))}");
        else if (policy is not null && !restartPolicies.Contains(policy))
            faults.Unsupported("spec.template.spec.restartPolicy", policy, restartPolicies);
    }

    /// <summary>A pod.</summary>
    public static void Pod(JsonObject spec, string path, FieldFaults faults)
    {
        if (spec["containers"] is not JsonArray { Count: > 0 })
            faults.Required($"{path}.containers");
        var volumes = (spec["volumes"] as JsonArray ?? []).Select(volume => (string?)volume?["name"]).ToHashSet();
        foreach (var field in new[] { "initContainers", "containers" })
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            var containers = (spec[field] as JsonArray ?? []).OfType<JsonObject>().ToArray();
            for (var index = 0; index < containers.Length; index++)
                Container(containers[index], $"{path}.{field}[{index}]", names, volumes, faults);
        }
    }

    /// <summary>A port's number.</summary>
    public static void Port(JsonNode? port, string path, FieldFaults faults)
    {
        if (port is null)
            faults.Required(path);
        else if (port.GetValueKind() is not System.Text.Json.JsonValueKind.Number || (int)port is < 1 or > 65535)
            faults.Invalid(path, port, "must be between 1 and 65535, inclusive");
    }

    private static void Container(JsonObject container, string path, HashSet<string> names, HashSet<string?> volumes, FieldFaults faults)
    {
        if ((string?)container["name"] is not { Length: > 0 } name)
            faults.Required($"{path}.name");
        else if (!names.Add(name))
            faults.Duplicate($"{path}.name", name);
        if (string.IsNullOrWhiteSpace((string?)container["image"]))
            faults.Required($"{path}.image");
        var ports = (container["ports"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        for (var index = 0; index < ports.Length; index++)
            Port(ports[index]["containerPort"], $"{path}.ports[{index}].containerPort", faults);
        var env = (container["env"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        for (var index = 0; index < env.Length; index++)
        {
            if (string.IsNullOrEmpty((string?)env[index]["name"]))
                faults.Required($"{path}.env[{index}].name");
        }

        var mounts = (container["volumeMounts"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        for (var index = 0; index < mounts.Length; index++)
        {
            if (!volumes.Contains((string?)mounts[index]["name"]))
                faults.NotFound($"{path}.volumeMounts[{index}].name", (string?)mounts[index]["name"] ?? "");
        }
    }
}
