using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>
/// The objects of the cluster, under one resource version that rises with every change. What goes in and comes out are copies. Every change is seen by
/// all who watch, in order; the past is kept for a number of changes, after which watches from then are refused (410).
/// </summary>
public sealed class ObjectStore(ResourceCatalog catalog, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ObjectKey, JsonObject> _objects = new(Comparer<ObjectKey>.Create(Compare));
    private readonly List<Channel<StoredChange>> _watchers = [];
    private readonly Queue<StoredChange> _past = new();
    private long _version = 1000;
    private long _compacted = 1000;

    /// <summary>How many changes are remembered for watches.</summary>
    public int Remembered { get; set; } = 10_000;

    /// <summary>The kinds.</summary>
    public ResourceCatalog Catalog => catalog;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The newest resource version.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
                return _version;
        }
    }

    /// <summary>Reads an object; null when there is none.</summary>
    public JsonObject? Find(ResourceType type, string? @namespace, string name)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(ObjectKey.Of(type, @namespace, name))?.Copy();
    }

    /// <summary>Reads the objects of a kind in the order of namespaces and names, and the version at which they are so.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="namespace">The namespace; null: all.</param>
    public (IReadOnlyList<JsonObject> Items, long Version) List(ResourceType type, string? @namespace = null)
    {
        lock (_gate)
            return ([.. _objects.Where(item => item.Key.Resource == type.QualifiedName && (@namespace is null || item.Key.Namespace == @namespace)).Select(item => item.Value.Copy())], _version);
    }

    /// <summary>Adds an object.</summary>
    /// <exception cref="StoreException">409 when there is one of that name.</exception>
    public JsonObject Create(ResourceType type, JsonObject item, bool isDryRun = false)
    {
        lock (_gate)
        {
            var key = ObjectKey.Of(type, item.Namespace(), item.Name());
            if (_objects.ContainsKey(key))
                throw Errors.AlreadyExists(type, item.Name());
            var stored = item.Copy();
            var metadata = stored.Metadata();
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = Now();
            if (type.HasGeneration)
                metadata["generation"] = 1;
            metadata.Remove("deletionTimestamp");
            return Put(key, null, stored, isDryRun);
        }
    }

    /// <summary>Changes an object, whatever its version is; what the change makes of it is stored as one step.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <param name="change">Makes the new object of a copy of the present one. A resource version in it has to be the present one.</param>
    /// <param name="isDryRun">Whether nothing is stored.</param>
    /// <exception cref="StoreException">404 or 409.</exception>
    public JsonObject Update(ResourceType type, string? @namespace, string name, Func<JsonObject, JsonObject> change, bool isDryRun = false)
    {
        lock (_gate)
        {
            var key = ObjectKey.Of(type, @namespace, name);
            var before = _objects.GetValueOrDefault(key) ?? throw Errors.NotFound(type, name);
            var after = change(before.Copy());
            if (after.ResourceVersion() is { Length: > 0 } version && version != before.ResourceVersion())
                throw Errors.Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");
            Keep(before, after);
            if (type.HasGeneration && !JsonNode.DeepEquals(before["spec"], after["spec"]))
                after.Metadata()["generation"] = ((int?)before["metadata"]!["generation"] ?? 0) + 1;
            return IsSame(before, after) ? before.Copy() : Put(key, before, after, isDryRun);
        }
    }

    /// <summary>Begins or completes the deletion of an object.</summary>
    /// <returns>The object as it is then, or as it was last.</returns>
    /// <exception cref="StoreException">404, or 409 where a precondition does not hold.</exception>
    public JsonObject Delete(ResourceType type, string? @namespace, string name, ObjectDeletion deletion)
    {
        lock (_gate)
        {
            var key = ObjectKey.Of(type, @namespace, name);
            var before = _objects.GetValueOrDefault(key) ?? throw Errors.NotFound(type, name);
            deletion.Demand(type, before);
            if (deletion.IsDryRun)
                return before.Copy();

            var waits = deletion.MarksOf(type, before);
            if (waits is null)
                return Remove(key, before, deletion.Orphans);
            var after = before.Copy();
            var metadata = after.Metadata();
            if (!after.IsDeleting())
            {
                metadata["deletionTimestamp"] = Now();
                metadata["deletionGracePeriodSeconds"] = waits.GraceSeconds;
                if (type.HasGeneration)
                    metadata["generation"] = ((int?)metadata["generation"] ?? 0) + 1;
            }

            if (waits.Finalizers.Count > 0)
                metadata["finalizers"] = new JsonArray([.. waits.Finalizers.Select(finalizer => (JsonNode)finalizer)]);
            var stored = IsSame(before, after) ? before.Copy() : Put(key, before, after, isDryRun: false);
            if (type.Kind == "Namespace")
                NamespaceDeletion.Empty(this, name);
            else if (waits.Finalizers.Contains(ObjectDeletion.Foreground))
                Collect(before.Uid(), foreground: true);
            return _objects.GetValueOrDefault(key)?.Copy() ?? stored;
        }
    }

    /// <summary>Removes an object that waits for nothing any more: its last finalizer is gone, or its pod has ended.</summary>
    public void CompleteDeletion(ResourceType type, string? @namespace, string name)
    {
        lock (_gate)
        {
            var key = ObjectKey.Of(type, @namespace, name);
            if (_objects.GetValueOrDefault(key) is { } item && item.IsDeleting() && item.Finalizers().Count == 0)
                Remove(key, item, orphans: false);
        }
    }

    /// <summary>Follows the changes after a version, of all kinds.</summary>
    /// <exception cref="StoreException">410: the version is forgotten.</exception>
    public ChannelReader<StoredChange> Watch(long since)
    {
        lock (_gate)
        {
            if (since < _compacted)
                throw Errors.Expired($"too old resource version: {since} ({_compacted})");
            var channel = Channel.CreateUnbounded<StoredChange>(new() { SingleReader = true });
            foreach (var change in _past.Where(change => change.Version > since))
                channel.Writer.TryWrite(change);
            _watchers.Add(channel);
            return channel.Reader;
        }
    }

    /// <summary>Ends what <see cref="Watch"/> began, so that its changes are no longer kept for it.</summary>
    public void EndWatch(ChannelReader<StoredChange> reader)
    {
        lock (_gate)
            _watchers.RemoveAll(watcher => watcher.Reader == reader);
    }

    /// <summary>Forgets the past, as a server does that has been compacted: who watches from before is refused.</summary>
    public void ForgetPast()
    {
        lock (_gate)
        {
            _compacted = _version;
            _past.Clear();
        }
    }

    private JsonObject Put(ObjectKey key, JsonObject? before, JsonObject after, bool isDryRun)
    {
        if (isDryRun)
        {
            if (before is null)
                after.Metadata().Remove("resourceVersion");
            else
                after.Metadata()["resourceVersion"] ??= before.ResourceVersion();
            return after;
        }

        // Through text, so that numbers are of one make whoever wrote them.
        after = (JsonObject)JsonNode.Parse(after.ToJsonString())!;
        after.Metadata()["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[key] = after;
        Tell(new(_version, key, before, after.Copy()));

        // The last finalizer of an object that is being deleted is gone: so is the object.
        if (after.IsDeleting() && after.Finalizers().Count == 0 && before?.Finalizers().Count > 0 && key.Resource != "pods" && key.Resource != "namespaces")
            Remove(key, after, orphans: false);
        return after.Copy();
    }

    private JsonObject Remove(ObjectKey key, JsonObject item, bool orphans)
    {
        _objects.Remove(key);
        var last = item.Copy();
        last.Metadata()["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        Tell(new(_version, key, last, null));
        if (orphans)
            Orphan(item.Uid());
        else
            Collect(item.Uid(), foreground: false);
        CompleteOwners(item);
        if (key.Namespace.Length > 0)
            NamespaceDeletion.Complete(this, key.Namespace);
        return last;
    }

    private void Tell(StoredChange change)
    {
        _past.Enqueue(change);
        while (_past.Count > Remembered)
            _compacted = _past.Dequeue().Version;
        _watchers.RemoveAll(watcher => !watcher.Writer.TryWrite(change));
    }

    // Objects whose owners are all gone go too.
    private void Collect(string owner, bool foreground)
    {
        foreach (var (key, item) in _objects.Where(item => item.Value.Owners().Any(reference => (string?)reference["uid"] == owner)).ToArray())
        {
            if (!_objects.ContainsKey(key) || item.Owners().Any(reference => (string?)reference["uid"] != owner && _objects.Values.Any(other => other.Uid() == (string?)reference["uid"])))
                continue;
            var type = catalog.All.First(type => type.QualifiedName == key.Resource);
            Delete(type, key.Namespace, key.Name, new() { Propagation = foreground ? ObjectDeletion.Foreground : null });
        }

        if (foreground)
            CompleteForeground(owner);
    }

    private void Orphan(string owner)
    {
        foreach (var (key, item) in _objects.Where(item => item.Value.Owners().Any(reference => (string?)reference["uid"] == owner)).ToArray())
        {
            var after = item.Copy();
            var left = after.Owners().Where(reference => (string?)reference["uid"] != owner).Select(reference => reference.DeepClone()).ToArray();
            if (left.Length == 0)
                after.Metadata().Remove("ownerReferences");
            else
                after.Metadata()["ownerReferences"] = new JsonArray(left);
            Put(key, item, after, isDryRun: false);
        }
    }

    private void CompleteOwners(JsonObject item)
    {
        foreach (var owner in item.Owners().Select(reference => (string?)reference["uid"]).ToArray())
            CompleteForeground(owner);
    }

    private void CompleteForeground(string? owner)
    {
        var (key, item) = _objects.FirstOrDefault(candidate => candidate.Value.Uid() == owner);
        if (key is null || !item.IsDeleting() || !item.Finalizers().Contains(ObjectDeletion.Foreground)
            || _objects.Values.Any(other => other.Owners().Any(reference => (string?)reference["uid"] == owner && (bool?)reference["blockOwnerDeletion"] is true)))
        {
            return;
        }

        var after = item.Copy();
        var left = item.Finalizers().Where(finalizer => finalizer != ObjectDeletion.Foreground).Select(finalizer => (JsonNode)finalizer).ToArray();
        if (left.Length == 0)
            after.Metadata().Remove("finalizers");
        else
            after.Metadata()["finalizers"] = new JsonArray(left);
        Put(key, item, after, isDryRun: false);
    }

    // What the server alone writes.
    private static void Keep(JsonObject before, JsonObject after)
    {
        var metadata = after.Metadata();
        foreach (var field in new[] { "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion" })
        {
            if (before["metadata"]![field] is { } value)
                metadata[field] = value.DeepClone();
            else
                metadata.Remove(field);
        }
    }

    private static bool IsSame(JsonObject before, JsonObject after)
    {
        var (left, right) = (before.Copy(), after.Copy());
        left.Metadata().Remove("managedFields");
        right.Metadata().Remove("managedFields");
        return JsonNode.DeepEquals(left, right) && JsonNode.DeepEquals(WithoutTimes(before), WithoutTimes(after));
    }

    private static JsonNode? WithoutTimes(JsonObject item)
    {
        var managers = item["metadata"]!["managedFields"]?.DeepClone();
        foreach (var manager in managers?.AsArray().OfType<JsonObject>() ?? [])
            manager.Remove("time");
        return managers;
    }

    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static int Compare(ObjectKey? left, ObjectKey? right)
    {
        var resource = string.CompareOrdinal(left!.Resource, right!.Resource);
        var space = resource == 0 ? string.CompareOrdinal(left.Namespace, right.Namespace) : resource;
        return space == 0 ? string.CompareOrdinal(left.Name, right.Name) : space;
    }
}
