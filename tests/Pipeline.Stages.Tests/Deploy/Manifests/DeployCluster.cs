using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

/// <summary>
/// A cluster in memory that applies, validates and runs what it is given at once: workloads are ready as soon as they are there, Services know their
/// endpoints. A workload whose image is from <c>registry.invalid</c> never gets ready; an object with the field <c>invalid</c> is refused.
/// </summary>
internal sealed class DeployCluster : IKubernetesClient, IDeploymentTargets
{
    private static readonly ApiResource[] Kinds =
    [
        Kind("", "v1", "Namespace", isNamespaced: false), Kind("", "v1", "Pod"), Kind("", "v1", "Service"), Kind("", "v1", "ConfigMap"), Kind("", "v1", "Secret"),
        Kind("apps", "v1", "Deployment"), Kind("apps", "v1", "ReplicaSet"), Kind("batch", "v1", "Job"), Kind("discovery.k8s.io", "v1", "EndpointSlice"),
    ];

    private readonly Dictionary<(string Kind, string Namespace, string Name), JsonObject> _objects = [];
    private readonly List<string> _calls = [];
    private int _version = 100;

    public DeploymentTargetRules Rules { get; set; } = new() { Target = "prod", DefaultNamespace = "shop" };

    /// <summary>What is thrown in the place of an answer, by the call; taken out once it was.</summary>
    public Dictionary<string, KubernetesException> Failures { get; } = [];

    /// <summary>What is thrown from now on, whatever is asked.</summary>
    public KubernetesException? Broken { get; set; }

    /// <summary>Happens after a call was answered, before the caller knows it.</summary>
    public Action<string>? After { get; set; }

    /// <summary>What was written, for example <c>apply ConfigMap web-v000</c>.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>The names of a kind's objects.</summary>
    public string Names(string kind) => string.Join(' ', _objects.Values.Where(each => each.KindOf() == kind).Select(each => each.NameOf()).Order(StringComparer.Ordinal));

    public JsonObject? Find(string kind, string name) => _objects.GetValueOrDefault((kind, kind == "Namespace" ? "" : "shop", name));

    /// <summary>The pods that a Service sends traffic to.</summary>
    public string Endpoints(string service) => string.Join(' ', Selected(Find("Service", service)!).Select(pod => pod.NameOf()).Order(StringComparer.Ordinal));

    public void Put(string json) => Store(JsonNode.Parse(json)!.AsObject());

    public ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken) => new(new DeploymentTargetClient(this, Rules));

    public ValueTask<ApiResource> FindResourceAsync(string? apiVersion, string kind, CancellationToken cancellationToken) =>
        new(Kinds.FirstOrDefault(each => each.Kind == kind && (apiVersion is null || each.ApiVersion == apiVersion))
            ?? throw new KubernetesException(KubernetesFailure.KindNotFound, $"the server doesn't have a resource type \"{kind}\""));

    public Task<JsonObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken) => Broken is { } broken
        ? throw broken
        : Task.FromResult(_objects.GetValueOrDefault(Key(reference))?.DeepClone().AsObject());

    public Task<ObjectList> ListAsync(ObjectQuery query, CancellationToken cancellationToken) => Task.FromResult(new ObjectList($"{_version}",
        [.. (query.Kind == "EndpointSlice" ? Slices(query) : _objects.Values.Where(item => Matches(item, query))).Select(item => item.DeepClone().AsObject())]));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ObjectQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    public Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken) => Task.FromResult(Write("apply", manifest, options, (known, copy) =>
    {
        if (known is null)
            return copy;
        Merge(known, copy);
        return known;
    }));

    public Task<JsonObject> CreateAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken) => Task.FromResult(Write("create", manifest, options, (known, copy) =>
    {
        if (copy.GeneratedNameOf() is { } prefix)
            copy["metadata"]!["name"] = $"{prefix}{_version}";
        return known is null ? copy : throw new KubernetesException(KubernetesFailure.AlreadyExists, "already exists");
    }));

    public Task<JsonObject> ReplaceAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken) => Task.FromResult(Write("replace", manifest, options, (known, copy) =>
    {
        copy["metadata"]!["uid"] = known!.UidOf();
        return copy;
    }));

    public Task<JsonObject> PatchAsync(ObjectReference reference, PatchKind kind, JsonNode patch, WriteOptions options, CancellationToken cancellationToken)
    {
        var item = _objects.GetValueOrDefault(Key(reference))?.DeepClone().AsObject() ?? throw new KubernetesException(KubernetesFailure.NotFound, $"{reference} not found");
        Merge(item, patch.AsObject());
        Begin($"patch {reference.Kind} {reference.Name}");
        return Task.FromResult(Store(item));
    }

    public Task<bool> DeleteAsync(ObjectReference reference, DeletionOptions options, CancellationToken cancellationToken)
    {
        Begin($"delete {reference.Kind} {reference.Name}");
        foreach (var pod in PodsOf(reference.Name))
            _objects.Remove(Key(new("v1", "Pod", "shop", pod.NameOf())));
        return Task.FromResult(_objects.Remove(Key(reference)));
    }

    public Task ScaleAsync(ObjectReference reference, int replicas, WriteOptions options, CancellationToken cancellationToken) =>
        PatchAsync(reference, PatchKind.Merge, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, options, cancellationToken);

    public Task<IReadOnlyList<JsonObject>> ListEventsAsync(ObjectReference reference, string? uid, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public Task<string> ReadLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) => Task.FromResult("");

    public IAsyncEnumerable<string> FollowLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public Task<AccessAnswer> ReviewAccessAsync(AccessQuestion question, CancellationToken cancellationToken) => Task.FromResult(new AccessAnswer(true, null));

    public Task<string> FindVersionAsync(CancellationToken cancellationToken) => Task.FromResult("v1.32.0");

    public void Dispose()
    {
    }

    private JsonObject Write(string verb, JsonObject manifest, WriteOptions options, Func<JsonObject?, JsonObject, JsonObject> make)
    {
        var key = Key(new(manifest.ApiVersionOf(), manifest.KindOf(), manifest.NamespaceOf(), manifest.NameOf()));
        if (manifest["invalid"] is not null)
            throw new KubernetesException(KubernetesFailure.Invalid, $"{manifest.KindOf()} \"{manifest.NameOf()}\" is invalid") { Causes = [new("invalid", "unknown field")] };
        if (key.Namespace.Length > 0 && key.Namespace != "shop" && !_objects.ContainsKey(("Namespace", "", key.Namespace)))
            throw new KubernetesException(KubernetesFailure.NotFound, $"namespaces \"{key.Namespace}\" not found");
        if (options.IsDryRun)
            return make(_objects.GetValueOrDefault(key)?.DeepClone().AsObject(), manifest.DeepClone().AsObject());

        Begin($"{verb} {manifest.KindOf()} {manifest.NameOf()}");
        var stored = Store(make(_objects.GetValueOrDefault(key)?.DeepClone().AsObject(), manifest.DeepClone().AsObject()));
        After?.Invoke(_calls[^1]);
        return stored;
    }

    private void Begin(string call)
    {
        _calls.Add(call);
        if (Failures.Remove(call, out var failure))
            throw failure;
    }

    private JsonObject Store(JsonObject item)
    {
        var metadata = item.Child("metadata");
        if (item.KindOf() != "Namespace")
            metadata.TryAdd("namespace", "shop");
        metadata.TryAdd("uid", $"uid-{++_version}");
        metadata.TryAdd("creationTimestamp", DateTimeOffset.UnixEpoch.AddSeconds(_version).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var key = Key(new(null, item.KindOf(), item.NamespaceOf(), item.NameOf()));
        item.Remove("status");
        Run(item);
        if (_objects.TryGetValue(key, out var known) && JsonNode.DeepEquals(known, item))
            return item.DeepClone().AsObject();

        metadata["resourceVersion"] = $"{++_version}";
        _objects[key] = item;
        return item.DeepClone().AsObject();
    }

    /// <summary>What controllers and nodes would do.</summary>
    private void Run(JsonObject item)
    {
        if (item.KindOf() is not ("ReplicaSet" or "Deployment"))
            return;

        var replicas = ClusterPlan.ReplicasOf(item);
        var isReady = !item.ToJsonString().Contains("registry.invalid", StringComparison.Ordinal);
        var ready = isReady ? replicas : 0;
        item["status"] = new JsonObject { ["replicas"] = replicas, ["fullyLabeledReplicas"] = replicas, ["readyReplicas"] = ready, ["availableReplicas"] = ready, ["updatedReplicas"] = replicas };
        if (!isReady && item.KindOf() == "Deployment")
            item["status"]!["conditions"] = JsonNode.Parse("""[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"timed out progressing"}]""");
        if (item.KindOf() == "ReplicaSet")
            MakePods(item, replicas, isReady);
    }

    private void MakePods(JsonObject replicaSet, long replicas, bool isReady)
    {
        var pods = PodsOf(replicaSet.NameOf()).ToList();
        for (var index = pods.Count; index < replicas; index++)
        {
            Store(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{replicaSet.NameOf()}-{index}",
                    ["labels"] = replicaSet.PodTemplateOf()?["metadata"]?["labels"]?.DeepClone(),
                    ["ownerReferences"] = new JsonArray(new JsonObject { ["uid"] = replicaSet.UidOf(), ["name"] = replicaSet.NameOf(), ["controller"] = true }),
                },
                ["ready"] = isReady,
            });
        }
    }

    private IEnumerable<JsonObject> PodsOf(string owner) => [.. _objects.Values.Where(each => each.KindOf() == "Pod" && (string?)each["metadata"]?["ownerReferences"]?[0]?["name"] == owner)];

    private IEnumerable<JsonObject> Selected(JsonObject service)
    {
        var selector = TrafficRules.SelectorOf(service);
        return _objects.Values.Where(each => each.KindOf() == "Pod" && (bool?)each["ready"] is true && selector.All(pair => each.LabelOf(pair.Key) == pair.Value));
    }

    private IEnumerable<JsonObject> Slices(ObjectQuery query) => Find("Service", query.LabelSelector!.Split('=')[1]) is not { } service
        ? []
        : [new JsonObject { ["endpoints"] = new JsonArray([.. Selected(service).Select(pod => (JsonNode)new JsonObject { ["targetRef"] = new JsonObject { ["name"] = pod.NameOf() } })]) }];

    private static bool Matches(JsonObject item, ObjectQuery query) =>
        item.KindOf() == query.Kind && (query.Namespace is null || item.NamespaceOf() == query.Namespace)
        && (query.FieldSelector is null || query.FieldSelector == $"metadata.name={item.NameOf()}")
        && (query.LabelSelector?.Split(',').All(pair => item.LabelOf(pair.Split('=')[0]) == pair.Split('=')[1]) ?? true);

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                into.Remove(name);
            else if (value is JsonObject map)
                Merge(into.Child(name), map);
            else
                into[name] = value.DeepClone();
        }
    }

    private static (string Kind, string Namespace, string Name) Key(ObjectReference reference) => (reference.Kind, reference.Namespace ?? "", reference.Name);

    private static ApiResource Kind(string group, string version, string kind, bool isNamespaced = true) =>
        new() { Group = group, Version = version, Kind = kind, Name = $"{kind.ToLowerInvariant()}s", IsNamespaced = isNamespaced };
}
