using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>Makes namespaces.</summary>
internal static class Namespaces
{
    public static JsonObject Named(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name } },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };
}
