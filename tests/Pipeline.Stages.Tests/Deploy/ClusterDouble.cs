using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Tests.Deploy;

/// <summary>
/// A cluster without controllers, in memory: it stores what it is given, with resource versions and watches, and changes nothing by itself, so that a
/// test says what the controllers have done. What it was asked is in <see cref="Calls"/>.
/// </summary>
internal sealed class ClusterDouble : IKubernetesClient, IDeploymentTargets
{
    private static readonly ApiResource[] Kinds =
    [
        Kind("", "v1", "Pod", "pods"), Kind("", "v1", "Service", "services"), Kind("", "v1", "ConfigMap", "configmaps"), Kind("", "v1", "Secret", "secrets"),
        Kind("apps", "v1", "Deployment", "deployments", "scale"), Kind("apps", "v1", "ReplicaSet", "replicasets", "scale"), Kind("apps", "v1", "StatefulSet", "statefulsets", "scale"),
        Kind("apps", "v1", "DaemonSet", "daemonsets"), Kind("apps", "v1", "ControllerRevision", "controllerrevisions"),
        Kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"), Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Namespace, string Name), JsonObject> _objects = [];
    private readonly List<(long Version, WatchEvent Event)> _history = [];
    private readonly List<Channel<(long Version, WatchEvent Event)>> _watches = [];
    private readonly List<string> _calls = [];
    private long _version = 100;

    public DeploymentTargetRules Rules { get; set; } = new() { Target = "prod", DefaultNamespace = "shop" };

    /// <summary>What is thrown in the place of an answer: the next, or the one after so many more.</summary>
    public KubernetesException? Failure { get; set; }

    /// <summary>How many calls are answered before <see cref="Failure"/>.</summary>
    public int Before { get; set; }

    /// <summary>The kind that may not be listed.</summary>
    public string? ForbiddenKind { get; set; }

    public Dictionary<string, string> Logs { get; } = [];

    public Dictionary<string, JsonObject[]> Events { get; } = [];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>Stores an object, as a controller or a person would.</summary>
    public JsonObject Put(string json) => Put(JsonNode.Parse(json)!.AsObject());

    public JsonObject Put(JsonObject item)
    {
        lock (_gate)
        {
            var metadata = item.Child("metadata");
            metadata.TryAdd("namespace", "shop");
            metadata.TryAdd("uid", $"{item.KindOf()}-{item.NameOf()}");
            metadata["resourceVersion"] = $"{++_version}";
            var key = (item.KindOf(), (string)metadata["namespace"]!, item.NameOf());
            var kind = _objects.ContainsKey(key) ? WatchEventKind.Modified : WatchEventKind.Added;
            _objects[key] = item.DeepClone().AsObject();
            Tell(kind, item);
            return item;
        }
    }

    public void Remove(string kind, string name)
    {
        lock (_gate)
        {
            if (_objects.Remove((kind, "shop", name), out var item))
            {
                _version++;
                Tell(WatchEventKind.Deleted, item);
            }
        }
    }

    public JsonObject Get(string kind, string name)
    {
        lock (_gate)
            return _objects[(kind, "shop", name)].DeepClone().AsObject();
    }

    /// <summary>Ends what watches have seen, as a server does that has forgotten a version.</summary>
    public void ForgetVersions() => Tell(WatchEventKind.Restarted, null);

    public ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken) => new(new DeploymentTargetClient(this, Rules));

    public ValueTask<ApiResource> FindResourceAsync(string? apiVersion, string kind, CancellationToken cancellationToken) =>
        new(Kinds.FirstOrDefault(each => (apiVersion is null || each.ApiVersion == apiVersion) && (each.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase) || each.Name.Equals(kind, StringComparison.OrdinalIgnoreCase)))
            ?? throw new KubernetesException(KubernetesFailure.KindNotFound, $"the server doesn't have a resource type \"{kind}\""));

    public Task<JsonObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Called("get", reference);
            return Task.FromResult(_objects.GetValueOrDefault((reference.Kind, reference.Namespace ?? "", reference.Name))?.DeepClone().AsObject());
        }
    }

    public Task<ObjectList> ListAsync(ObjectQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Called("list", query.Kind + (query.FieldSelector is { } selector ? $" {selector}" : ""));
            if (query.Kind == ForbiddenKind)
                throw new KubernetesException(KubernetesFailure.Forbidden, $"Cannot list {query.Kind}: forbidden");
            return Task.FromResult(new ObjectList($"{_version}", [.. _objects.Values.Where(item => Matches(item, query)).Select(item => item.DeepClone().AsObject())]));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ObjectQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<(long Version, WatchEvent Event)>();
        lock (_gate)
        {
            Called("watch", query.Kind);
            foreach (var change in _history.Where(change => change.Version > long.Parse(resourceVersion, System.Globalization.CultureInfo.InvariantCulture)))
                channel.Writer.TryWrite(change);
            _watches.Add(channel);
        }

        await foreach (var (_, change) in channel.Reader.ReadAllAsync(cancellationToken))
        {
            if (change.Item is null || Matches(change.Item, query))
                yield return change with { Item = change.Item?.DeepClone().AsObject() };
        }
    }

    public Task<JsonObject> PatchAsync(ObjectReference reference, PatchKind kind, JsonNode patch, WriteOptions options, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Called("patch", reference);
            var item = Get(reference.Kind, reference.Name);
            if (kind is PatchKind.Json)
            {
                foreach (var operation in patch.AsArray())
                    Operate(item, operation!.AsObject());
            }
            else
            {
                Merge(item, patch.AsObject());
            }

            return Task.FromResult(Put(item));
        }
    }

    public Task<bool> DeleteAsync(ObjectReference reference, DeletionOptions options, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Called($"delete {options.Propagation}", reference);
            if (!_objects.TryGetValue((reference.Kind, reference.Namespace ?? "", reference.Name), out var item))
                return Task.FromResult(false);
            if (options.Uid is { } uid && uid != item.UidOf())
                throw new KubernetesException(KubernetesFailure.Conflict, "the UID in the precondition does not match");
            Remove(reference.Kind, reference.Name);
            return Task.FromResult(true);
        }
    }

    public Task ScaleAsync(ObjectReference reference, int replicas, WriteOptions options, CancellationToken cancellationToken) =>
        PatchAsync(reference, PatchKind.Merge, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, options, cancellationToken);

    public Task<IReadOnlyList<JsonObject>> ListEventsAsync(ObjectReference reference, string? uid, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JsonObject>>(Events.GetValueOrDefault(reference.Name) ?? []);

    public Task<string> ReadLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(Logs.GetValueOrDefault(options.IsPrevious ? $"{pod} before" : pod) ?? "");

    public Task<JsonObject> CreateAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JsonObject> ReplaceAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> FollowLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccessAnswer> ReviewAccessAsync(AccessQuestion question, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> FindVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Called(string verb, object what)
    {
        _calls.Add($"{verb} {what}");
        if (Failure is { } failure && Before-- <= 0)
        {
            (Failure, Before) = (null, 0);
            throw failure;
        }
    }

    private void Tell(WatchEventKind kind, JsonObject? item)
    {
        lock (_gate)
        {
            var change = (_version, new WatchEvent(kind, item?.DeepClone().AsObject()));
            _history.Add(change);
            foreach (var watch in _watches)
                watch.Writer.TryWrite(change);
        }
    }

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

    private static void Operate(JsonObject item, JsonObject operation)
    {
        string[] path = [.. ((string)operation["path"]!).Split('/')[1..].Select(part => part.Replace("~1", "/", StringComparison.Ordinal))];
        JsonNode parent = item;
        foreach (var part in path[..^1])
            parent = parent[part]!;
        if (parent is JsonArray list)
            list.Add(operation["value"]!.DeepClone());
        else
            parent[path[^1]] = operation["value"]!.DeepClone();
    }

    private static ApiResource Kind(string group, string version, string kind, string name, params string[] subresources) =>
        new() { Group = group, Version = version, Kind = kind, Name = name, IsNamespaced = true, Subresources = subresources };
}
