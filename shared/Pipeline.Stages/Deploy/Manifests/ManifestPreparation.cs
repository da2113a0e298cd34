using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Selection;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Makes of manifests the objects that are written: selected, put into namespaces and order, bound, given versions and marked. All of them, before the
/// first is written. What depends on the cluster is decided in the first step and kept in the cursor; later steps come to the same objects by it.
/// </summary>
internal sealed class ManifestPreparation(
    DeploymentTargetClient target, StageExecution<DeployManifestInput> execution, VersionReservations reservations, DeployManifestCursor? decided)
{
    private readonly Dictionary<int, int> _versions = new(decided?.Versions ?? new Dictionary<int, int>());
    private readonly Dictionary<int, int> _capacities = new(decided?.Capacities ?? new Dictionary<int, int>());
    private readonly Dictionary<(string ApiVersion, string Kind, string? Namespace), IReadOnlyList<JsonObject>> _existing = [];
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _selectors =
        decided?.Selectors ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();

    private DeployManifestInput Input => execution.Input;

    /// <summary>Prepares the objects.</summary>
    /// <exception cref="StageFailedException">They cannot be deployed as they are; the message says which and why.</exception>
    public async ValueTask<PreparedDeploy> PrepareAsync(FoundManifests found, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var manifests = Select(found.Manifests);
        await PlaceAsync(manifests, cancellationToken);
        manifests = [.. ManifestOrder.Sort(manifests)];
        RefuseDuplicates(manifests);
        BuildNumbers.Fill(manifests, tags);
        var strategies = manifests.Select(StrategyOf).ToArray();
        var traffic = Traffic(manifests, strategies);
        if (traffic is { } attached && decided is null)
            _selectors = await SelectorsAsync(manifests, manifests[attached.Index], attached.Services, cancellationToken);

        var artifacts = new BindableArtifacts(Required(), Input.BindArtifacts ? Optional() : [], target.Name);
        var (prepared, bound) = await ReadyAsync(manifests, strategies, artifacts, traffic?.Index, cancellationToken);
        var images = prepared.SelectMany(each => BindingPlace.ImagesOf(each.Manifest)).Select(place => place.Text).ToHashSet(StringComparer.Ordinal);
        if (ManifestBinding.FaultOf(artifacts.Unused(bound), images) is { } unused)
            throw new StageFailedException(new StageError("artifact-unused", $"requiredArtifacts: {unused}"));

        var cursor = (decided ?? new() { Phase = DeployPhase.Validate, Digest = found.Digest }) with
        {
            Commit = found.Commit,
            Tags = tags,
            Versions = _versions,
            Capacities = _capacities,
            Selectors = _selectors,
        };
        return new(prepared, bound, cursor) { Traffic = traffic is { } managed ? prepared[managed.Index] : null, Management = Input.Traffic ?? new() };
    }

    private List<JsonObject> Select(IReadOnlyList<JsonObject> manifests)
    {
        if (Input.LabelSelectors.Select(selector => selector.Fault).FirstOrDefault(fault => fault is not null) is { } wrong)
            throw Invalid($"labelSelectors: {wrong}");

        List<JsonObject> selected = [.. manifests.Where(manifest => ManifestLabelSelector.AllMatch(Input.LabelSelectors, manifest))];
        if (selected.Count == 0 && !Input.AllowNothingSelected)
            throw new StageFailedException(new StageError("nothing-selected", $"labelSelectors: None of the {manifests.Count} manifests fits, so nothing is deployed. Set allowNothingSelected where that is as it should be."));
        return selected;
    }

    /// <summary>Puts every object into its namespace, and refuses what the target does not allow.</summary>
    private async ValueTask PlaceAsync(List<JsonObject> manifests, CancellationToken cancellationToken)
    {
        foreach (var manifest in manifests)
        {
            NamespaceRules.Apply(manifest, await IsNamespacedAsync(manifest, manifests, cancellationToken), Input.Namespace, target.DefaultNamespace);
            target.CheckNamespace(manifest.NamespaceOf());
        }
    }

    private async ValueTask<bool> IsNamespacedAsync(JsonObject manifest, List<JsonObject> manifests, CancellationToken cancellationToken)
    {
        try
        {
            return (await target.Client.FindResourceAsync(manifest.ApiVersionOf(), manifest.KindOf(), cancellationToken)).IsNamespaced;
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.KindNotFound && CustomKinds.Find(manifests, manifest) is not null)
        {
            // A kind that this very deploy brings is not served yet.
            return CustomKinds.IsNamespaced(CustomKinds.Find(manifests, manifest)!);
        }
    }

    private static void RefuseDuplicates(List<JsonObject> manifests)
    {
        var twice = manifests.Where(manifest => manifest.GeneratedNameOf() is null)
            .GroupBy(manifest => (manifest.GroupOf(), manifest.KindOf(), manifest.NamespaceOf(), manifest.NameOf()))
            .FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new StageFailedException(new StageError("invalid-manifest", $"{twice.First().TitleOf()} is there {twice.Count()} times: which one is meant?"));
    }

    private static ManifestStrategy StrategyOf(JsonObject manifest)
    {
        var strategy = ManifestStrategy.Read(manifest, out var fault);
        return fault is null ? strategy : throw new StageFailedException(new StageError("invalid-manifest", fault));
    }

    private (int Index, IReadOnlyList<string> Services)? Traffic(List<JsonObject> manifests, ManifestStrategy[] strategies)
    {
        if (Input.Traffic is not { } traffic)
            return ByAnnotation(manifests, strategies);
        if (TrafficRules.FaultOf(manifests) is { } fault)
            throw Invalid(fault);

        var index = manifests.FindIndex(TrafficRules.IsReplicaSet);
        var services = traffic.Services.Count > 0 ? traffic.Services : strategies[index].LoadBalancers;
        if (services.Count == 0)
            throw Invalid("traffic.services: Name the Services that send the traffic, for example service web.");
        if (!strategies[index].IsVersioned && traffic.Strategy is not TrafficStrategy.None)
            throw Invalid($"traffic.strategy: {manifests[index].TitleOf()} has no versions (strategy.pipeline.io/versioned is false), so that there are no others to replace.");
        return (index, services);
    }

    /// <summary>A ReplicaSet that names its Services itself gets their traffic, and nothing becomes of the versions before.</summary>
    private static (int Index, IReadOnlyList<string> Services)? ByAnnotation(List<JsonObject> manifests, ManifestStrategy[] strategies)
    {
        var annotated = manifests.Index().Where(each => TrafficRules.IsReplicaSet(each.Item) && strategies[each.Index].LoadBalancers.Count > 0).ToArray();
        return annotated switch
        {
            [] => null,
            [var only] => (only.Index, strategies[only.Index].LoadBalancers),
            _ => throw Invalid($"manifests: {annotated.Length} ReplicaSets name load balancers ({string.Join(", ", annotated.Select(each => each.Item.TitleOf()))}); a stage attaches one. Deploy them in stages of their own."),
        };
    }

    private async ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> SelectorsAsync(
        List<JsonObject> manifests, JsonObject replicaSet, IReadOnlyList<string> services, CancellationToken cancellationToken)
    {
        var selectors = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var written in services)
        {
            var name = TrafficRules.ServiceNameOf(written) ?? throw Invalid($"traffic.services: '{written}' is no Service; write for example service web.");
            var service = manifests.Find(each => each.KindOf() == "Service" && each.NameOf() == name && each.NamespaceOf() == replicaSet.NamespaceOf())
                ?? await target.Client.FindAsync(new("v1", "Service", replicaSet.NamespaceOf(), name), cancellationToken)
                ?? throw Invalid($"traffic.services: There is no Service '{name}' in the namespace '{replicaSet.NamespaceOf()}', neither in the cluster nor among the manifests.");
            selectors[name] = TrafficRules.SelectorOf(service);
        }

        return selectors;
    }

    /// <summary>What is applied later may name what is applied earlier, never the other way round: so priority by priority.</summary>
    private async ValueTask<(List<PreparedManifest> Prepared, List<Artifact> Bound)> ReadyAsync(
        List<JsonObject> manifests, ManifestStrategy[] strategies, BindableArtifacts artifacts, int? traffic, CancellationToken cancellationToken)
    {
        var prepared = new List<PreparedManifest>();
        var bound = new List<Artifact>();
        foreach (var group in manifests.Index().GroupBy(each => ManifestOrder.PriorityOf(each.Item.KindOf())))
        {
            var digests = new Dictionary<int, string>();
            foreach (var (index, manifest) in group)
            {
                bound.AddRange(ManifestBinding.Bind(manifest, artifacts));
                await TakeCapacityAsync(index, manifest, strategies[index], cancellationToken);
                if (index == traffic)
                    Remember(manifest);
                if (index == traffic && Input.Traffic?.Enable is not false)
                    Attach(manifest);
                digests[index] = ManifestDigest.Of(manifest);
            }

            if (decided is null)
                await DecideVersionsAsync([.. group.Where(each => strategies[each.Index].IsVersioned)], digests, cancellationToken);
            foreach (var (index, manifest) in group)
            {
                var made = Mark(index, manifest, strategies[index], digests[index]);
                prepared.Add(made);
                if (strategies[index].Writing is not ManifestWriting.Create)
                    artifacts.Add(made.Artifact);
            }
        }

        return (prepared, [.. bound.Distinct()]);
    }

    /// <summary>Writes down which Services the version is for, so that it can be given their traffic back after it was taken out of them.</summary>
    private void Remember(JsonObject replicaSet)
    {
        if (Input.Traffic is { Services.Count: > 0 })
            replicaSet.Child("metadata").Child("annotations")[MarkNames.Our("traffic", "load-balancers")] = new JsonArray([.. _selectors.Keys.Select(name => (JsonNode)$"service {name}")]).ToJsonString();
    }

    private void Attach(JsonObject replicaSet)
    {
        foreach (var (service, selector) in _selectors)
        {
            if (TrafficRules.Attach(replicaSet, service, selector) is { } fault)
                throw new StageFailedException(new StageError("traffic-refused", fault));
        }
    }

    private async ValueTask TakeCapacityAsync(int index, JsonObject manifest, ManifestStrategy strategy, CancellationToken cancellationToken)
    {
        if (!strategy.UsesSourceCapacity)
            return;
        if (decided is null)
        {
            var cluster = Moniker.ClusterOf(manifest.KindOf(), manifest.NameOf());
            var source = strategy.IsVersioned
                ? (await ExistingAsync(manifest, cancellationToken)).Where(each => Moniker.IsOf(each, execution.Run.Application, cluster))
                    .OrderBy(each => each.CreatedAtOf()).ThenBy(each => Moniker.Of(each).Sequence).LastOrDefault()
                : await target.Client.FindAsync(new(manifest.ApiVersionOf(), manifest.KindOf(), manifest.NamespaceOf(), manifest.NameOf()), cancellationToken);
            if (source is not null)
                _capacities[index] = (int)ClusterPlan.ReplicasOf(source);
        }

        if (_capacities.TryGetValue(index, out var replicas))
            SourceCapacity.Apply(manifest, new() { ["spec"] = new JsonObject { ["replicas"] = replicas } });
    }

    private async ValueTask DecideVersionsAsync(IReadOnlyList<(int Index, JsonObject Item)> versioned, Dictionary<int, string> digests, CancellationToken cancellationToken)
    {
        if (versioned.Count == 0)
            return;

        var wanted = new List<(int Index, VersionRequest Request)>();
        foreach (var (index, manifest) in versioned)
        {
            var existing = await ExistingAsync(manifest, cancellationToken);
            if (VersionRules.FindEqual(existing, manifest.NameOf(), manifest, digests[index]) is { } known)
                _versions[index] = known;
            else
                wanted.Add((index, new(manifest.NamespaceOf() ?? "", manifest.KindOf(), manifest.NameOf(), [.. existing.Select(each => each.NameOf())])));
        }

        // A plan takes no number: it shows the one that would be next.
        if (Input.DryRun)
        {
            foreach (var (index, request) in wanted)
                _versions[index] = VersionRules.Next(request.Existing, request.Name, reserved: null);
            return;
        }

        var numbers = wanted.Count == 0 ? [] : await reservations.ReserveAsync(await ClusterIdentity.OfAsync(target, execution.Run, cancellationToken), execution.AttemptKey, [.. wanted.Select(each => each.Request)], cancellationToken);
        foreach (var ((index, _), number) in wanted.Zip(numbers))
            _versions[index] = number;
    }

    private async ValueTask<IReadOnlyList<JsonObject>> ExistingAsync(JsonObject manifest, CancellationToken cancellationToken)
    {
        var key = (manifest.ApiVersionOf(), manifest.KindOf(), manifest.NamespaceOf());
        if (!_existing.TryGetValue(key, out var known))
        {
            known = (await target.Client.ListAsync(new() { ApiVersion = key.Item1, Kind = key.Item2, Namespace = key.Item3 }, cancellationToken)).Items;
            _existing[key] = known;
        }

        return known;
    }

    private PreparedManifest Mark(int index, JsonObject manifest, ManifestStrategy strategy, string digest)
    {
        var name = manifest.GeneratedNameOf() ?? manifest.NameOf();
        int? version = _versions.TryGetValue(index, out var number) ? number : null;
        if (version is { } known)
            manifest.Child("metadata")["name"] = VersionName.Of(name, known);

        var artifact = ManifestMarks.ArtifactOf(manifest, name, version is null ? null : VersionName.WordOf(version.Value)) with { Metadata = new() { [BindableArtifacts.TargetField] = target.Name } };
        var moniker = new Moniker(execution.Run.Application, Moniker.ClusterOf(manifest.KindOf(), name), version);
        ManifestMarks.Write(manifest, moniker, artifact, version is null ? null : digest, Input.LabelPods);
        return new(index, manifest, strategy, name, artifact);
    }

    private List<Artifact> Required() =>
    [
        .. Input.RequiredArtifacts.Select(id => execution.Artifacts.Find(id)
            ?? throw new StageFailedException(new StageError("artifact-missing", $"requiredArtifacts: There is no artifact '{id}' that this stage can see."))),
    ];

    private List<Artifact> Optional() => [.. execution.Artifacts.Received.Concat(execution.Artifacts.Bound.Select(bound => bound.Artifact))];

    private static StageFailedException Invalid(string message) => new(new StageError("invalid-input", message));
}
