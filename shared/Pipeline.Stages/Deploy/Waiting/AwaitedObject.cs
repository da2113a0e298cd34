using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>What a wait knows of an object: how far it is and whose its newest pods are, never the object itself.</summary>
internal sealed class AwaitedObject(ObjectReference reference)
{
    private readonly Dictionary<string, long> _replicaSets = [];
    private PodOwner? _owner;
    private string? _uid;
    private long? _revision;

    public ObjectReference Reference { get; } = reference;

    public string Title { get; } = reference.ToString();

    /// <summary>Null before it was seen.</summary>
    public Stability? Stability { get; private set; }

    public bool IsGone { get; private set; }

    public bool IsStable => !IsGone && Stability is { State: StabilityState.Stable };

    public string Message => IsGone ? "It is not there any more." : Stability?.Message ?? "It has not been seen yet.";

    public bool IsDeployment => Reference.Kind == "Deployment";

    public void See(JsonObject item)
    {
        if (_uid is not null && item.UidOf() is { } uid && uid != _uid)
            _replicaSets.Clear();
        IsGone = false;
        _uid = item.UidOf();
        _revision = PodOwner.RevisionOf(item);
        _owner = PodOwner.Of(item);
        Stability = StabilityRules.Of(item);
    }

    public void Lose() => IsGone = true;

    /// <summary>Takes note of a ReplicaSet if it is this Deployment's.</summary>
    public void SeeReplicaSet(JsonObject replicaSet, bool isDeleted)
    {
        if (!IsDeployment || _uid is null || PodOwner.ControllerOf(replicaSet) != _uid || replicaSet.UidOf() is not { } uid)
            return;
        if (!isDeleted && PodOwner.RevisionOf(replicaSet) is { } revision)
            _replicaSets[uid] = revision;
        else
            _replicaSets.Remove(uid);
    }

    /// <summary>Whether a pod is of the newest revision.</summary>
    public bool Owns(JsonObject pod) => IsDeployment
        ? _revision is { } newest && PodOwner.ControllerOf(pod) is { } owner && _replicaSets.TryGetValue(owner, out var revision) && revision == newest
        : _owner?.Owns(pod) ?? (Reference.Kind == "Pod" && pod.UidOf() == _uid);
}
