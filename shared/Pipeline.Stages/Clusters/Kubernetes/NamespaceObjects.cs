using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.Rollouts;
using Pipeline.Stages.Deploy.Traffic;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>What in a namespace says how server groups are: one list of each kind.</summary>
internal sealed record NamespaceObjects(
    IReadOnlyList<JsonObject> Services, IReadOnlyList<JsonObject> Slices, IReadOnlyList<JsonObject> Pods, IReadOnlyList<JsonObject> Autoscalers)
{
    public static async Task<NamespaceObjects> ReadAsync(IKubernetesClient client, string @namespace, CancellationToken cancellationToken)
    {
        return new(await ListAsync("v1", "Service"), await ListAsync("discovery.k8s.io/v1", "EndpointSlice"), await ListAsync("v1", "Pod"), await ListAsync("autoscaling/v2", "HorizontalPodAutoscaler"));

        async Task<IReadOnlyList<JsonObject>> ListAsync(string version, string kind) =>
            (await client.ListAsync(new() { ApiVersion = version, Kind = kind, Namespace = @namespace }, cancellationToken)).Items;
    }

    /// <summary>The pods of a workload that are not about to go.</summary>
    public IReadOnlyList<JsonObject> PodsOf(JsonObject workload)
    {
        var there = Pods.Where(pod => pod["metadata"]?["deletionTimestamp"] is null);
        var selector = ManifestFields.TextsOf(workload["spec"]?["selector"]?["matchLabels"]);
        return
        [
            .. workload.KindOf() == "Deployment"
                ? there.Where(pod => selector.Count > 0 && pod.LabelsOf() is var labels && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value))
                : there.Where(pod => PodOwner.ControllerOf(pod) is { } owner && owner == workload.UidOf()),
        ];
    }

    /// <summary>The Services that send traffic to a workload, or did before it was taken out of them: those that its annotation names, and those that select its pods.</summary>
    public IReadOnlyList<JsonObject> ServicesOf(JsonObject workload)
    {
        var named = ManifestStrategy.Read(workload, out _).LoadBalancers.Select(TrafficRules.ServiceNameOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. Services.Where(service => named.Contains(service.NameOf()) || TrafficRules.IsAttached(workload, TrafficRules.SelectorOf(service)))];
    }

    /// <summary>The names of the ready pods that a Service sends traffic to.</summary>
    public IReadOnlySet<string> ServedBy(JsonObject service) =>
        ServiceEndpoints.ReadyPodsIn(Slices.Where(slice => slice.LabelOf("kubernetes.io/service-name") == service.NameOf()));

    /// <summary>The autoscaler that is in charge of a workload; null when there is none.</summary>
    public JsonObject? AutoscalerOf(JsonObject workload) => Autoscalers.FirstOrDefault(each =>
        each["spec"]?["scaleTargetRef"] is JsonObject target && (string?)target["kind"] == workload.KindOf() && (string?)target["name"] == workload.NameOf());
}
