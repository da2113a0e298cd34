using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pipeline.Simulators.Kubernetes.Controllers.Pods;
using Pipeline.Simulators.Kubernetes.Controllers.Workloads;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>
/// Runs the controllers: whatever changes is looked at by those whom it concerns, and again at the times that they ask for. They are level-triggered, as
/// real ones are: each looks at what there is and takes the next step towards what is wanted.
/// </summary>
public sealed class ControllerLoop : IAsyncDisposable
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<ControllerKey> _due = Channel.CreateUnbounded<ControllerKey>();
    private readonly ConcurrentDictionary<ControllerKey, byte> _waiting = new();
    private readonly ConcurrentDictionary<ControllerKey, ITimer> _timers = new();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly Dictionary<string, IController> _controllers;
    private readonly ObjectStore _store;
    private readonly Task _watching;
    private readonly Task _working;

    /// <summary>Starts the controllers over a store.</summary>
    /// <param name="store">The objects.</param>
    /// <param name="logs">Where containers write.</param>
    /// <param name="options">How quickly.</param>
    public ControllerLoop(ObjectStore store, PodLogs logs, ControllerOptions options)
    {
        _store = store;
        var cluster = new ClusterObjects(store);
        IController[] controllers =
        [
            new DeploymentController(cluster), new ReplicaSetController(cluster), new StatefulSetController(cluster), new DaemonSetController(cluster, options),
            new JobController(cluster), new PodController(cluster, logs, options), new ServiceController(cluster), new AutoscalerController(cluster),
        ];
        _controllers = controllers.ToDictionary(controller => controller.Kind, StringComparer.Ordinal);
        Nodes.Create(store, options);
        var changes = store.Watch(store.Version);
        foreach (var kind in _controllers.Keys)
        {
            foreach (var item in store.List(store.Catalog.OfKind(kind)).Items)
                Enqueue(new(kind, item.Namespace(), item.Name()));
        }

        _watching = Task.Run(() => WatchAsync(changes));
        _working = Task.Run(WorkAsync);
    }

    /// <summary>What went wrong within the controllers themselves.</summary>
    public IReadOnlyList<Exception> Faults => [.. _faults];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watching, _working);
        foreach (var timer in _timers.Values)
            await timer.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync(ChannelReader<StoredChange> changes)
    {
        try
        {
            await foreach (var change in changes.ReadAllAsync(_stopping.Token))
            {
                foreach (var key in Concerned(change))
                    Enqueue(key);
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster stops.
        }
    }

    private IEnumerable<ControllerKey> Concerned(StoredChange change)
    {
        var item = change.After ?? change.Before!;
        var kind = (string?)item["kind"] ?? "";
        if (_controllers.ContainsKey(kind))
            yield return new(kind, item.Namespace(), item.Name());
        foreach (var owner in Owners(item))
            yield return owner;

        // Pods change what services see; what pods wait for may have come.
        if (kind == "Pod")
        {
            foreach (var service in _store.List(_store.Catalog.OfKind("Service"), item.Namespace()).Items)
                yield return new("Service", item.Namespace(), service.Name());
        }

        if (kind is "ConfigMap" or "Secret")
        {
            foreach (var pod in _store.List(_store.Catalog.OfKind("Pod"), item.Namespace()).Items)
                yield return new("Pod", item.Namespace(), pod.Name());
        }

        if (kind is "Deployment" or "ReplicaSet" or "StatefulSet")
        {
            foreach (var scaler in _store.List(_store.Catalog.OfKind("HorizontalPodAutoscaler"), item.Namespace()).Items)
                yield return new("HorizontalPodAutoscaler", item.Namespace(), scaler.Name());
        }
    }

    /// <summary>Whoever controls an object, and controls that in turn; of one that nobody controls, whoever might take it over.</summary>
    private IEnumerable<ControllerKey> Owners(JsonObject item)
    {
        if (item.Controller() is { } owner)
        {
            var (kind, name) = ((string)owner["kind"]!, (string)owner["name"]!);
            if (!_controllers.ContainsKey(kind))
                yield break;
            yield return new(kind, item.Namespace(), name);
            if (_store.Find(_store.Catalog.OfKind(kind), item.Namespace(), name)?.Controller() is { } above && _controllers.ContainsKey((string)above["kind"]!))
                yield return new((string)above["kind"]!, item.Namespace(), (string)above["name"]!);
            yield break;
        }

        string[] adopters = (string?)item["kind"] switch
        {
            "Pod" => ["ReplicaSet", "StatefulSet", "DaemonSet"],
            "ReplicaSet" => ["Deployment"],
            "ControllerRevision" => ["StatefulSet", "DaemonSet"],
            _ => [],
        };
        foreach (var kind in adopters)
        {
            foreach (var adopter in _store.List(_store.Catalog.OfKind(kind), item.Namespace()).Items.Where(each => LabelSelector.Selects(each["spec"]!["selector"], item)))
                yield return new(kind, item.Namespace(), adopter.Name());
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var key in _due.Reader.ReadAllAsync(_stopping.Token))
            {
                _waiting.TryRemove(key, out _);
                Reconcile(key);
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster stops.
        }
    }

    private void Reconcile(ControllerKey key)
    {
        try
        {
            var item = _store.Find(_store.Catalog.OfKind(key.Kind), key.Namespace, key.Name);
            if ((item is null ? null : _controllers[key.Kind].Reconcile(item, _store.Time.GetUtcNow())) is { } again)
                Later(key, again);
        }
        catch (StoreException passing) when (passing.Code is 404 or 409)
        {
            // Somebody changed it meanwhile. Not at once: what does not pass would be tried in a circle.
            Later(key, AfterConflict);
        }
        catch (Exception fault)
        {
            _faults.Enqueue(fault);
        }
    }

    private void Later(ControllerKey key, TimeSpan after)
    {
        var due = after > TimeSpan.FromMilliseconds(1) ? after : TimeSpan.FromMilliseconds(1);
        var timer = _timers.GetOrAdd(key, _ => _store.Time.CreateTimer(_ => Enqueue(key), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void Enqueue(ControllerKey key)
    {
        if (_waiting.TryAdd(key, 0))
            _due.Writer.TryWrite(key);
    }

    private sealed record ControllerKey(string Kind, string Namespace, string Name);
}
