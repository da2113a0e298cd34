using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Traffic;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>
/// Puts a server group behind its Services and takes it out of them. Which they are is kept in its annotation, since a group that was taken out is not
/// selected by them any more.
/// </summary>
internal sealed class ServerGroupTraffic(IKubernetesClient client, NamespaceObjects objects, string region)
{
    private static readonly string Annotation = MarkNames.Our("traffic", "load-balancers");

    /// <summary>Changes the pod template, so that pods to come are right, then a ReplicaSet's pods that are there; a Deployment replaces its own.</summary>
    public async Task<IReadOnlyList<ObjectMutation>> SwitchAsync(JsonObject workload, bool isEnabled, CancellationToken cancellationToken)
    {
        var services = objects.ServicesOf(workload);
        if (services.Count == 0)
        {
            return isEnabled
                ? throw new StageFailedException(new StageError("no-service", $"{region}: {workload.TitleOf()} is behind no Service: none selects its pods, and it has no annotation {Annotation}. Without one, traffic cannot be switched."))
                : [];
        }

        var labels = LabelsOf(workload, services, isEnabled);
        var mutations = new List<ObjectMutation>();
        if (TemplatePatch(workload, services, labels, isEnabled) is { } patch)
            mutations.Add(await PatchAsync(workload, patch, isEnabled, cancellationToken));
        foreach (var pod in workload.KindOf() == "ReplicaSet" ? objects.PodsOf(workload) : [])
        {
            if (TrafficLabels.Patch(pod.LabelsOf(), labels, isEnabled) is { } podPatch && await TryPatchAsync(pod, podPatch, isEnabled, cancellationToken) is { } mutation)
                mutations.Add(mutation);
        }

        return mutations;
    }

    private Dictionary<string, string> LabelsOf(JsonObject workload, IReadOnlyList<JsonObject> services, bool isEnabled)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            var chosen = TrafficLabels.Of(workload, service.NameOf(), TrafficRules.SelectorOf(service), isEnabled, out var fault);
            if (fault is not null)
                throw new StageFailedException(new StageError("service-unfit", $"{region}: {fault}"));
            foreach (var (label, value) in chosen)
                labels[label] = value;
        }

        return labels;
    }

    private static JsonObject? TemplatePatch(JsonObject workload, IReadOnlyList<JsonObject> services, IReadOnlyDictionary<string, string> labels, bool isEnabled)
    {
        var template = TrafficLabels.Patch(ManifestFields.TextsOf(workload.PodTemplateOf()?["metadata"]?["labels"]), labels, isEnabled);
        if (template is null)
            return null;

        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
        if (ManifestStrategy.Read(workload, out _).LoadBalancers.Count == 0)
        {
            var names = new JsonArray([.. services.Select(service => (JsonNode)$"service {service.NameOf()}")]);
            patch["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = names.ToJsonString() } };
        }

        return patch;
    }

    private async Task<ObjectMutation?> TryPatchAsync(JsonObject pod, JsonObject patch, bool isEnabled, CancellationToken cancellationToken)
    {
        try
        {
            return await PatchAsync(pod, patch, isEnabled, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound)
        {
            return null; // It went of itself.
        }
    }

    private async Task<ObjectMutation> PatchAsync(JsonObject before, JsonObject patch, bool isEnabled, CancellationToken cancellationToken) => ObjectMutation.Between(
        before, await client.PatchAsync(new(before.ApiVersionOf(), before.KindOf(), before.NamespaceOf(), before.NameOf()), PatchKind.Merge, patch, new(), cancellationToken), isEnabled ? "enabled" : "disabled");
}
