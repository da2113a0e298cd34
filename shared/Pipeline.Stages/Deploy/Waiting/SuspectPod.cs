using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>A pod that is in trouble, or whose containers are not made yet.</summary>
/// <param name="Pod">The pod without its specification.</param>
/// <param name="Trouble">The trouble; null while only its events can say whether there is one.</param>
/// <param name="CountsAt">When the trouble counts, or the events are looked at.</param>
internal sealed record SuspectPod(JsonObject Pod, PodTrouble? Trouble, DateTimeOffset CountsAt)
{
    public ObjectReference Reference => new("v1", "Pod", Pod.NamespaceOf(), Pod.NameOf());

    /// <summary>Whether its owner counts how often it may fail.</summary>
    public bool MayRetry => MayRetryOf(Pod);

    /// <summary>Reads a pod, which is changed; null when nothing is suspicious about it.</summary>
    public static SuspectPod? Of(JsonObject pod, DateTimeOffset waitingSince, TimeSpan grace)
    {
        var trouble = PodTroubles.Of(pod, mayRetry: MayRetryOf(pod));
        if (trouble is null && !PodTroubles.IsCreating(pod))
            return null;

        pod.Remove("spec");
        (pod["metadata"] as JsonObject)?.Remove("managedFields");
        var counts = (trouble ?? new PodTrouble { Reason = PodTroubles.Creating, Message = "", Patience = TroublePatience.Brief }).CountsAt(pod.CreatedAtOf(), waitingSince, grace);
        return new(pod, trouble, counts);
    }

    private static bool MayRetryOf(JsonObject pod) =>
        pod["metadata"]?["ownerReferences"] is JsonArray owners && owners.OfType<JsonObject>().Any(owner => owner["kind"] is JsonValue kind && kind.ToString() == "Job");
}
