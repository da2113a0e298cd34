using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>The scale of an object, as its subresource shows it.</summary>
internal static class Scales
{
    public static JsonObject Of(JsonObject item)
    {
        var selector = (item["spec"]?["selector"]?["matchLabels"] as JsonObject ?? []).Select(label => $"{label.Key}={label.Value}");
        var metadata = new JsonObject();
        foreach (var field in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            if (item["metadata"]![field] is { } value)
                metadata[field] = value.DeepClone();
        }

        return new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = (int?)item["spec"]?["replicas"] ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = (int?)item["status"]?["replicas"] ?? 0, ["selector"] = string.Join(',', selector) },
        };
    }

    /// <summary>Puts a scale into its object.</summary>
    public static JsonObject Into(JsonObject item, JsonObject scale)
    {
        var replicas = (int?)scale["spec"]?["replicas"] ?? 0;
        if (replicas < 0)
        {
            throw new StoreException(422, "Invalid", $"Scale.autoscaling \"{item.Name()}\" is invalid: spec.replicas: Invalid value: {replicas}: must be greater than or equal to 0")
            {
                Causes = [("FieldValueInvalid", $"Invalid value: {replicas}: must be greater than or equal to 0", "spec.replicas")],
            };
        }

        item["spec"]!["replicas"] = replicas;
        if (scale.ResourceVersion() is { Length: > 0 } version)
            item.Metadata()["resourceVersion"] = version;
        return item;
    }
}
