using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>The machines of a simulated cluster.</summary>
internal static class Nodes
{
    public static void Create(ObjectStore store, ControllerOptions options)
    {
        var type = store.Catalog.OfKind("Node");
        foreach (var name in options.Nodes.Where(name => store.Find(type, null, name) is null))
        {
            store.Create(type, new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
                ["spec"] = new JsonObject(),
                ["status"] = new JsonObject
                {
                    ["allocatable"] = new JsonObject
                    {
                        ["cpu"] = options.NodeSize.Cores.ToString(CultureInfo.InvariantCulture),
                        ["memory"] = options.NodeSize.MemoryBytes.ToString(CultureInfo.InvariantCulture),
                    },
                    ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady" }),
                },
            });
        }
    }
}
