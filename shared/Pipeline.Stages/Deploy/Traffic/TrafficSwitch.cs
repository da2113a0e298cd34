using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.Rollouts;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>Puts the pods of an object behind Services, or takes them out of them, by the labels that the Services select. Done twice, it is as if done once.</summary>
internal sealed class TrafficSwitch(ObjectWork<TrafficInput> work, bool isEnabled)
{
    private readonly SelectedObject _selected = work.Objects[0];

    /// <summary>Finds the Services and the labels.</summary>
    /// <exception cref="StageFailedException">There is no Service, or labels cannot do it.</exception>
    public async Task<JsonObject> PlanAsync(CancellationToken cancellationToken)
    {
        var workload = await work.ReadAsync(_selected, cancellationToken);
        var services = ServicesOf(workload);
        var labels = new JsonObject();
        foreach (var name in services)
        {
            var service = await work.Client.FindAsync(new("v1", "Service", _selected.Namespace, name), cancellationToken)
                ?? throw new StageFailedException(new StageError("service-not-found", $"There is no Service '{name}' in the namespace '{_selected.Namespace}'."));
            var chosen = TrafficLabels.Of(workload, name, TrafficRules.SelectorOf(service), isEnabled, out var fault);
            if (fault is not null)
                throw new StageFailedException(new StageError("service-unfit", fault));
            foreach (var (label, value) in chosen)
                labels[label] = value;
        }

        if (_selected.Kind is not ("ReplicaSet" or "Pod"))
            work.Execution.Log.WriteLine($"The labels of {_selected}'s pod template change, which triggers a rollout: its pods are replaced.");
        work.Outputs["services"] = new JsonArray([.. services.Select(name => (JsonNode)name)]);
        return new() { ["services"] = work.Outputs["services"]!.DeepClone(), ["labels"] = labels };
    }

    /// <summary>Changes the pod template, so that pods to come are right, then the pods that are there.</summary>
    public async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(CancellationToken cancellationToken)
    {
        var labels = ManifestFields.TextsOf(work.Plan!["labels"]);
        var workload = await work.ReadAsync(_selected, cancellationToken);
        var mutations = new List<ObjectMutation>();
        if (TrafficLabels.Patch(ManifestFields.TextsOf(workload.PodTemplateOf()?["metadata"]?["labels"]), labels, isEnabled) is { } patch)
            mutations.Add(await PatchAsync(_selected.Reference, workload, _selected.Kind == "Pod" ? patch : new() { ["spec"] = new JsonObject { ["template"] = patch } }, cancellationToken));
        if (_selected.Kind == "ReplicaSet")
        {
            foreach (var pod in await PodsAsync(workload, cancellationToken))
            {
                if (TrafficLabels.Patch(pod.LabelsOf(), labels, isEnabled) is { } podPatch)
                    mutations.Add(await PatchAsync(new("v1", "Pod", _selected.Namespace, pod.NameOf()), pod, podPatch, cancellationToken));
            }
        }

        if (mutations.Count == 0)
            work.Execution.Log.WriteLine($"{_selected} is {(isEnabled ? "enabled" : "disabled")} already.");
        return mutations;
    }

    /// <summary>What the Services' endpoints still lack, or still have; null when they are as asked.</summary>
    public async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        var workload = await work.ReadAsync(_selected, cancellationToken);
        var pods = await PodsAsync(workload, cancellationToken);
        var wanted = pods.Where(IsReady).Select(pod => pod.NameOf()).ToHashSet(StringComparer.Ordinal);
        if (isEnabled && pods.Count == 0 && workload["spec"]?["replicas"] is JsonValue replicas && replicas.TryGetValue<int>(out var count) && count == 0)
        {
            work.Execution.Log.WriteLine($"{_selected} has no replicas, so that no traffic reaches it before it is scaled up.");
            return null;
        }

        foreach (var service in work.Plan!["services"]!.AsArray().Select(name => (string)name!))
        {
            var serving = await ServiceEndpoints.ReadyPodsAsync(work.Client, _selected.Namespace, service, cancellationToken);
            var ours = pods.Count(pod => serving.Contains(pod.NameOf()));
            if (!isEnabled && ours > 0)
                return $"The Service '{service}' still sends traffic to {ours} {(ours == 1 ? "pod" : "pods")} of {_selected}.";
            if (isEnabled && (wanted.Count == 0 || !wanted.IsSubsetOf(serving)))
                return $"The Service '{service}' sends traffic to {ours} of {Math.Max(pods.Count, 1)} {(pods.Count <= 1 ? "pod" : "pods")} of {_selected}.";
        }

        return null;
    }

    private string[] ServicesOf(JsonObject workload)
    {
        var strategy = ManifestStrategy.Read(workload, out var fault);
        var given = work.Input.Services.Count > 0 ? work.Input.Services : strategy.LoadBalancers;
        if (given.Count == 0)
        {
            throw new StageFailedException(new StageError("no-service", fault
                ?? $"{_selected} is behind no Service: it has no annotation {MarkNames.Our("traffic", "load-balancers")}, and 'services' names none. Without one, traffic cannot be switched."));
        }

        var unfit = given.FirstOrDefault(each => TrafficRules.ServiceNameOf(each) is null);
        return unfit is null
            ? [.. given.Select(each => TrafficRules.ServiceNameOf(each)!).Distinct(StringComparer.Ordinal)]
            : throw new StageFailedException(new StageError("service-unfit", $"'{unfit}' is no Service; traffic is switched by Services only."));
    }

    private async Task<ObjectMutation> PatchAsync(ObjectReference reference, JsonObject before, JsonObject patch, CancellationToken cancellationToken) =>
        ObjectMutation.Between(before, await work.Client.PatchAsync(reference, PatchKind.Merge, patch, new(), cancellationToken), isEnabled ? "enabled" : "disabled");

    /// <summary>The pods of the object that are not about to go.</summary>
    private async Task<IReadOnlyList<JsonObject>> PodsAsync(JsonObject workload, CancellationToken cancellationToken)
    {
        if (_selected.Kind == "Pod")
            return [workload];

        var selector = ManifestFields.TextsOf(workload["spec"]?["selector"]?["matchLabels"]);
        var query = new ObjectQuery { ApiVersion = "v1", Kind = "Pod", Namespace = _selected.Namespace, LabelSelector = selector.Count == 0 ? null : string.Join(',', selector.Select(pair => $"{pair.Key}={pair.Value}")) };
        var pods = (await work.Client.ListAsync(query, cancellationToken)).Items.Where(pod => pod["metadata"]?["deletionTimestamp"] is null);
        return [.. _selected.Kind == "Deployment" ? pods : pods.Where(pod => PodOwner.ControllerOf(pod) == workload.UidOf())];
    }

    private static bool IsReady(JsonObject pod) => pod["status"]?["conditions"] is JsonArray conditions
        && conditions.OfType<JsonObject>().Any(condition => (string?)condition["type"] == "Ready" && (string?)condition["status"] == "True");
}
