using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>Reads a workload as a server group.</summary>
internal static class ServerGroupReading
{
    /// <summary>
    /// A group is enabled while its new pods get the labels of one of its Services. Healthy with traffic is a ready pod that is among the endpoints of a Service.
    /// </summary>
    public static ServerGroup Of(JsonObject workload, NamespaceObjects objects, string region)
    {
        var services = objects.ServicesOf(workload);
        var pods = objects.PodsOf(workload);
        var served = services.SelectMany(objects.ServedBy).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Name = workload.NameOf(),
            Id = workload.UidOf(),
            Region = region,
            Version = Moniker.Of(workload).Sequence,
            CreatedAt = workload.CreatedAtOf() ?? DateTimeOffset.MinValue,
            IsEnabled = services.Any(service => TrafficRules.IsAttached(workload, TrafficRules.SelectorOf(service))),
            Capacity = Autoscaling.CapacityOf(workload, objects.AutoscalerOf(workload)),
            Instances = pods.Count,
            ReadyInstances = pods.Count(IsReady),
            HealthyInstances = pods.Count(pod => served.Contains(pod.NameOf())),
            Images = [.. BindingPlace.AllOf(workload).Where(place => place.Type == Definitions.Artifacts.ArtifactTypes.DockerImage).Select(place => place.Text).Distinct()],
        };
    }

    private static bool IsReady(JsonObject pod) => pod["status"]?["conditions"] is JsonArray conditions
        && conditions.OfType<JsonObject>().Any(condition => (string?)condition["type"] == "Ready" && (string?)condition["status"] == "True");
}
