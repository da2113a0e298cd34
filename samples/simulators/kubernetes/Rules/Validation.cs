using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>Refuses what the server refuses, in its words, as far as deploying meets it.</summary>
internal static partial class Validation
{
    private const string SubdomainRule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private const string LabelRule = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>Checks an object before it is stored.</summary>
    /// <exception cref="StoreException">400 where a field has the wrong type, 422 with every other fault.</exception>
    public static void Check(ResourceType type, JsonObject? before, JsonObject item)
    {
        CheckTypes(type, item);
        var faults = new FieldFaults();
        Metadata(item, faults);
        if (!type.IsCustom)
        {
            var spec = item["spec"] as JsonObject ?? [];
            switch (type.Kind)
            {
                case "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet":
                    Workload(type, before, spec, faults);
                    break;
                case "Job":
                    PodRules.Template(spec, faults, ["OnFailure", "Never"]);
                    Immutable(before, item, "template", faults);
                    break;
                case "Pod":
                    PodRules.Pod(spec, "spec", faults);
                    break;
                case "Service":
                    Service(spec, faults);
                    break;
                case "ConfigMap" or "Secret":
                    Data(before, item, faults);
                    break;
                case "HorizontalPodAutoscaler":
                    Autoscaler(spec, faults);
                    break;
            }
        }

        if (faults.All.Count > 0)
            throw Errors.Invalid(type, item.Name(), faults.All);
    }

    private static void Metadata(JsonObject item, FieldFaults faults)
    {
        var name = item.Name();
        if (name.Length == 0)
            faults.Required("metadata.name", "name or generateName is required");
        else if (name.Length > 253 || !Subdomain().IsMatch(name))
            faults.Invalid("metadata.name", name, SubdomainRule);
        Labels(item["metadata"]?["labels"], "metadata.labels", faults);
    }

    internal static void Labels(JsonNode? labels, string path, FieldFaults faults)
    {
        foreach (var (_, value) in labels as JsonObject ?? [])
        {
            if (value?.ToString() is { } text && (text.Length > 63 || !LabelValue().IsMatch(text)))
                faults.Invalid(path, text, text.Length > 63 ? "must be no more than 63 characters" : LabelRule);
        }
    }

    private static void Workload(ResourceType type, JsonObject? before, JsonObject spec, FieldFaults faults)
    {
        if ((int?)spec["replicas"] < 0)
            faults.Invalid("spec.replicas", (int)spec["replicas"]!, "must be greater than or equal to 0");
        var selector = spec["selector"] as JsonObject;
        if (selector is null || selector.Count == 0)
            faults.Required("spec.selector");
        var labels = spec["template"]?["metadata"]?["labels"] as JsonObject ?? [];
        if (selector?["matchLabels"] is JsonObject wanted && wanted.Any(label => !JsonNode.DeepEquals(labels[label.Key], label.Value)))
            faults.Invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
        PodRules.Template(spec, faults, ["Always"]);
        if (before?["spec"]?["selector"] is { } old && selector is not null && !JsonNode.DeepEquals(old, selector))
            faults.Invalid("spec.selector", selector, "field is immutable");
        if (type.Kind == "StatefulSet" && before is not null)
            Fixed(before["spec"] as JsonObject ?? [], spec, ["serviceName", "podManagementPolicy", "volumeClaimTemplates"], faults);
    }

    private static void Fixed(JsonObject before, JsonObject spec, string[] fields, FieldFaults faults)
    {
        if (fields.Any(field => !JsonNode.DeepEquals(before[field], spec[field])))
            faults.Forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }

    private static void Immutable(JsonObject? before, JsonObject item, string field, FieldFaults faults)
    {
        if (before is not null && !JsonNode.DeepEquals(before["spec"]?[field], item["spec"]?[field]))
            faults.Invalid($"spec.{field}", item["spec"]?[field], "field is immutable");
    }

    private static void Service(JsonObject spec, FieldFaults faults)
    {
        var ports = (spec["ports"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (ports.Length == 0 && (string?)spec["type"] != "ExternalName" && (string?)spec["clusterIP"] != "None")
            faults.Required("spec.ports");
        for (var index = 0; index < ports.Length; index++)
        {
            PodRules.Port(ports[index]["port"], $"spec.ports[{index}].port", faults);
            if (ports.Length > 1 && string.IsNullOrEmpty((string?)ports[index]["name"]))
                faults.Required($"spec.ports[{index}].name");
        }
    }

    private static void Data(JsonObject? before, JsonObject item, FieldFaults faults)
    {
        foreach (var (key, _) in (item["data"] as JsonObject ?? []).Where(pair => !DataKey().IsMatch(pair.Key)))
            faults.Invalid($"data[{key}]", key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        if ((bool?)before?["immutable"] is true && !JsonNode.DeepEquals(before["data"], item["data"]))
            faults.Forbidden("data", "field is immutable when `immutable` is set");
    }

    private static void Autoscaler(JsonObject spec, FieldFaults faults)
    {
        var (min, max) = ((int?)spec["minReplicas"] ?? 1, (int?)spec["maxReplicas"] ?? 0);
        if (max < 1)
            faults.Invalid("spec.maxReplicas", max, "must be greater than 0");
        else if (max < min)
            faults.Invalid("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`");
        if (string.IsNullOrEmpty((string?)spec["scaleTargetRef"]?["name"]))
            faults.Required("spec.scaleTargetRef.name");
    }

    private static void CheckTypes(ResourceType type, JsonObject item)
    {
        if (type.IsCustom)
            return;
        if (item["spec"]?["replicas"] is { } replicas && replicas.GetValueKind() is not JsonValueKind.Number)
            throw Unreadable(type, replicas, $"{type.Kind}Spec.spec.replicas", "int32");
        foreach (var field in new[] { "labels", "annotations" })
        {
            foreach (var (_, value) in item["metadata"]?[field] as JsonObject ?? [])
            {
                if (value is not null && value.GetValueKind() is not JsonValueKind.String)
                    throw Unreadable(type, value, $"ObjectMeta.metadata.{field}", "string");
            }
        }

        if (type.Kind is "ConfigMap")
        {
            foreach (var (_, value) in item["data"] as JsonObject ?? [])
            {
                if (value is not null && value.GetValueKind() is not JsonValueKind.String)
                    throw Unreadable(type, value, "ConfigMap.data", "string");
            }
        }
    }

    private static StoreException Unreadable(ResourceType type, JsonNode value, string field, string wanted) => Errors.BadRequest(
        $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: json: cannot unmarshal {Word(value)} into Go struct field {field} of type {wanted}");

    private static string Word(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex DataKey();
}
