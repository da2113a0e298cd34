using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Keeps the endpoints of a Service: the ready pods that it selects.</summary>
internal sealed class ServiceController(ClusterObjects cluster) : IController
{
    public string Kind => "Service";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item["spec"]?["selector"] is not JsonObject { Count: > 0 } selector || item.IsDeleting())
            return null;

        var pods = cluster.List("Pod", item.Namespace())
            .Where(pod => pod.IsActive() && selector.All(label => pod.Labels().GetValueOrDefault(label.Key) == label.Value?.ToString()) && pod["status"]?["podIP"] is not null)
            .ToArray();
        Write("Endpoints", item, item.Name(), endpoints => endpoints["subsets"] = Subsets(item, pods));
        Write("EndpointSlice", item, $"{item.Name()}-slice", slice =>
        {
            slice.Metadata()["labels"] = new JsonObject { ["kubernetes.io/service-name"] = item.Name() };
            slice["addressType"] = "IPv4";
            slice["endpoints"] = new JsonArray([.. pods.Select(Endpoint)]);
            slice["ports"] = Ports(item);
        });
        return null;
    }

    private static JsonArray Subsets(JsonObject item, JsonObject[] pods)
    {
        if (pods.Length == 0)
            return [];
        var subset = new JsonObject { ["ports"] = Ports(item) };
        foreach (var (field, chosen) in new[] { ("addresses", pods.Where(pod => pod.IsReady())), ("notReadyAddresses", pods.Where(pod => !pod.IsReady())) })
        {
            JsonNode[] addresses = [.. chosen.Select(Address)];
            if (addresses.Length > 0)
                subset[field] = new JsonArray(addresses);
        }

        return [subset];
    }

    private static JsonObject Address(JsonObject pod) => new() { ["ip"] = (string?)pod["status"]!["podIP"], ["targetRef"] = Reference(pod) };

    private static JsonNode Endpoint(JsonObject pod) => new JsonObject
    {
        ["addresses"] = new JsonArray((string?)pod["status"]!["podIP"]),
        ["conditions"] = new JsonObject { ["ready"] = pod.IsReady(), ["serving"] = pod.IsReady(), ["terminating"] = false },
        ["targetRef"] = Reference(pod),
    };

    private static JsonObject Reference(JsonObject pod) => new() { ["kind"] = "Pod", ["namespace"] = pod.Namespace(), ["name"] = pod.Name(), ["uid"] = pod.Uid() };

    private static JsonArray Ports(JsonObject item) => [.. (item["spec"]!["ports"] as JsonArray ?? []).Select(port => new JsonObject
    {
        ["name"] = (string?)port!["name"] ?? "",
        ["port"] = port["targetPort"] is { } target && target.GetValueKind() is System.Text.Json.JsonValueKind.Number ? target.DeepClone() : port["port"]!.DeepClone(),
        ["protocol"] = (string?)port["protocol"] ?? "TCP",
    })];

    private void Write(string kind, JsonObject service, string name, Action<JsonObject> fill)
    {
        if (cluster.Find(kind, service.Namespace(), name) is { } present)
        {
            cluster.Change(present, fill);
            return;
        }

        var item = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        fill(item);
        cluster.Create(kind, service, item);
    }
}
