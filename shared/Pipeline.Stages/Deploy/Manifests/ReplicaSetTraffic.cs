using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Traffic;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Gives ReplicaSets of a cluster traffic and takes it away: the labels of their pod templates and of the pods that are there. Each act can be done twice.</summary>
internal sealed class ReplicaSetTraffic(DeployWork work)
{
    private const string ApiVersion = "apps/v1";

    private string Namespace => work.Traffic!.Manifest.NamespaceOf()!;

    private Dictionary<string, string> Labels { get; } = work.Cursor.Selectors.Values.SelectMany(selector => selector).DistinctBy(pair => pair.Key).ToDictionary();

    /// <summary>The ReplicaSets of the cluster, the new one among them.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(CancellationToken cancellationToken)
    {
        var cluster = Moniker.ClusterOf("ReplicaSet", work.Traffic!.Name);
        var all = await work.Client.ListAsync(new() { ApiVersion = ApiVersion, Kind = "ReplicaSet", Namespace = Namespace }, cancellationToken);
        return [.. all.Items.Where(each => Moniker.IsOf(each, work.Execution.Run.Application, cluster))];
    }

    /// <summary>A ReplicaSet; null when there is none of that name any more.</summary>
    public Task<JsonObject?> FindAsync(string name, CancellationToken cancellationToken) => work.Client.FindAsync(ReferenceOf(name), cancellationToken);

    /// <summary>The pods of a ReplicaSet that are not going.</summary>
    public async Task<IReadOnlyList<JsonObject>> PodsAsync(JsonObject replicaSet, CancellationToken cancellationToken)
    {
        var selector = string.Join(',', ManifestFields.TextsOf((replicaSet["spec"]?["selector"] as JsonObject)?["matchLabels"]).Select(label => $"{label.Key}={label.Value}"));
        var pods = await work.Client.ListAsync(new() { ApiVersion = "v1", Kind = "Pod", Namespace = Namespace, LabelSelector = selector }, cancellationToken);
        return [.. pods.Items.Where(pod => pod["metadata"]?["deletionTimestamp"] is null && IsOwnedBy(pod, replicaSet))];
    }

    /// <summary>Adds or takes the labels: first in the template, so that no new pod comes with the old ones, then in the pods.</summary>
    public async Task SwitchAsync(JsonObject replicaSet, bool isEnabled, CancellationToken cancellationToken)
    {
        if (Labels.Any(label => Has(replicaSet.PodTemplateOf(), label) != isEnabled))
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = TrafficRules.LabelPatch(Labels, isEnabled) } };
            var after = await work.Client.PatchAsync(ReferenceOf(replicaSet.NameOf()), PatchKind.Merge, patch, new(), cancellationToken);
            Record(ObjectMutation.Between(replicaSet, after, isEnabled ? "enabled" : "disabled"));
        }

        foreach (var pod in await PodsAsync(replicaSet, cancellationToken))
            await SwitchPodAsync(pod, isEnabled, cancellationToken);
    }

    /// <summary>Adds or takes the labels of one pod.</summary>
    public async Task SwitchPodAsync(JsonObject pod, bool isEnabled, CancellationToken cancellationToken)
    {
        if (IsEnabled(pod) == isEnabled && Labels.All(label => Has(pod, label) == isEnabled))
            return;

        try
        {
            await work.Client.PatchAsync(new("v1", "Pod", Namespace, pod.NameOf()), PatchKind.Merge, TrafficRules.LabelPatch(Labels, isEnabled), new(), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.NotFound)
        {
            // It went of itself.
        }
    }

    /// <summary>Whether a pod gets the traffic of all Services.</summary>
    public bool IsEnabled(JsonObject pod) => Labels.All(label => Has(pod, label));

    /// <summary>Deletes a ReplicaSet with its pods.</summary>
    public async Task DeleteAsync(JsonObject replicaSet, CancellationToken cancellationToken)
    {
        if (await work.Client.DeleteAsync(ReferenceOf(replicaSet.NameOf()), new() { Propagation = DeletionPropagation.Background, Uid = replicaSet.UidOf() }, cancellationToken))
            Record(ObjectMutation.Between(replicaSet, null, "deleted"));
    }

    /// <summary>The Services that do not send traffic to a ready pod of a ReplicaSet yet.</summary>
    public async Task<IReadOnlyList<string>> WithoutEndpointsAsync(IReadOnlyList<JsonObject> pods, CancellationToken cancellationToken)
    {
        var names = pods.Select(pod => pod.NameOf()).ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var service in work.Cursor.Selectors.Keys)
        {
            if (!(await ServiceEndpoints.ReadyPodsAsync(work.Client, Namespace, service, cancellationToken)).Overlaps(names))
                missing.Add(service);
        }

        return missing;
    }

    private void Record(ObjectMutation mutation)
    {
        work.Outputs.Record(mutation);
        work.Execution.Log.WriteLine($"{mutation.Title}: {mutation.Action}.");
    }

    private ObjectReference ReferenceOf(string name) => new(ApiVersion, "ReplicaSet", Namespace, name);

    private static bool Has(JsonObject? labelled, KeyValuePair<string, string> label) =>
        ManifestFields.TextsOf((labelled?["metadata"] as JsonObject)?["labels"]).TryGetValue(label.Key, out var value) && value == label.Value;

    private static bool IsOwnedBy(JsonObject pod, JsonObject replicaSet) =>
        (pod["metadata"]?["ownerReferences"] as JsonArray)?.OfType<JsonObject>().Any(owner => (string?)owner["uid"] == replicaSet.UidOf()) is true;
}
