using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>All that a wait knows: the objects, and the pods that are in trouble.</summary>
internal sealed class WaitedObjects
{
    private readonly Dictionary<(string Kind, string? Namespace, string Name), AwaitedObject> _objects = [];
    private readonly Dictionary<string, SuspectPod> _suspects = [];
    private readonly DateTimeOffset _since;
    private readonly TimeSpan _grace;

    public WaitedObjects(IEnumerable<ObjectReference> references, DateTimeOffset since, TimeSpan grace)
    {
        (_since, _grace) = (since, grace);
        foreach (var reference in references)
            _objects.TryAdd((reference.Kind, reference.Namespace, reference.Name), new(reference));
    }

    public IReadOnlyCollection<AwaitedObject> All => _objects.Values;

    public bool AreStable => _objects.Values.All(each => each.IsStable);

    /// <summary>When a pod's trouble counts next; null when no pod of these objects is suspicious.</summary>
    public DateTimeOffset? NextTrouble => Suspects.Select(suspect => (DateTimeOffset?)suspect.Pod.CountsAt).Min();

    /// <summary>The suspicious pods of objects that are not stable.</summary>
    public IEnumerable<(SuspectPod Pod, AwaitedObject Of)> Suspects =>
        from suspect in _suspects.Values
        from awaited in _objects.Values
        where !awaited.IsStable && awaited.Owns(suspect.Pod)
        select (suspect, awaited);

    /// <summary>The object of an event, if it is waited for.</summary>
    public AwaitedObject? Find(JsonObject item) => _objects.GetValueOrDefault((item.KindOf(), item.NamespaceOf(), item.NameOf()));

    public void SeeReplicaSet(JsonObject replicaSet, bool isDeleted)
    {
        foreach (var awaited in _objects.Values)
            awaited.SeeReplicaSet(replicaSet, isDeleted);
    }

    public void SeePod(JsonObject pod, bool isDeleted)
    {
        if (pod.UidOf() is not { } uid)
            return;
        if (!isDeleted && SuspectPod.Of(pod, _since, _grace) is { } suspect)
            _suspects[uid] = _suspects.TryGetValue(uid, out var known) && known.Trouble is null && suspect.Trouble is null ? suspect with { CountsAt = known.CountsAt } : suspect;
        else
            _suspects.Remove(uid);
    }

    /// <summary>Takes note of what the events of a pod say, or of when to look at them again.</summary>
    public void Reconsider(SuspectPod suspect)
    {
        if (suspect.Pod.UidOf() is { } uid)
            _suspects[uid] = suspect;
    }
}
