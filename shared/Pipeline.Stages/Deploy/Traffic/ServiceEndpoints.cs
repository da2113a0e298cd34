using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>Where a Service sends its traffic.</summary>
internal static class ServiceEndpoints
{
    /// <summary>The names of the ready pods that a Service sends traffic to; an endpoint that does not say whether it is ready is.</summary>
    public static async Task<IReadOnlySet<string>> ReadyPodsAsync(IKubernetesClient client, string? @namespace, string service, CancellationToken cancellationToken)
    {
        var slices = await client.ListAsync(
            new() { ApiVersion = "discovery.k8s.io/v1", Kind = "EndpointSlice", Namespace = @namespace, LabelSelector = $"kubernetes.io/service-name={service}" }, cancellationToken);
        return ReadyPodsIn(slices.Items);
    }

    /// <summary>The same, of a Service's slices that were read.</summary>
    public static IReadOnlySet<string> ReadyPodsIn(IEnumerable<JsonObject> slices) => slices
        .SelectMany(slice => (slice["endpoints"] as JsonArray ?? []).OfType<JsonObject>())
        .Where(endpoint => endpoint["conditions"]?["ready"] is not JsonValue ready || !ready.TryGetValue<bool>(out var isReady) || isReady)
        .Select(endpoint => (string?)endpoint["targetRef"]?["name"])
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);
}
