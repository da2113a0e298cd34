using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Traffic;

/// <summary>
/// How Services send traffic to ReplicaSets: a Service's selector is among the labels of the pods that get it, and taken out of them to stop it
/// (clouddriver's KubernetesServiceHandler).
/// </summary>
/// <remarks>
/// The labels do not go into the ReplicaSet's own selector, which cannot be changed later and would keep the pods from ever being taken out of the
/// Service (spinnaker/spinnaker#4830, #5580).
/// </remarks>
public static class TrafficRules
{
    /// <summary>The name of a Service that is written <c>service web</c> or <c>web</c>; null when another kind is meant.</summary>
    public static string? ServiceNameOf(string loadBalancer) => loadBalancer.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var name] => name,
        [var kind, var name] when kind.Equals("service", StringComparison.OrdinalIgnoreCase) => name,
        _ => null,
    };

    /// <summary>A Service's selector.</summary>
    public static IReadOnlyDictionary<string, string> SelectorOf(JsonObject service) => ManifestFields.TextsOf((service["spec"] as JsonObject)?["selector"]);

    /// <summary>Adds a Service's selector to the labels of a ReplicaSet's pods.</summary>
    /// <param name="replicaSet">The ReplicaSet, which is changed.</param>
    /// <param name="service">The Service's name.</param>
    /// <param name="selector">Its selector.</param>
    /// <returns>Why that cannot be; null when it is done.</returns>
    public static string? Attach(JsonObject replicaSet, string service, IReadOnlyDictionary<string, string> selector)
    {
        if (selector.Count == 0)
            return $"The Service '{service}' has no selector, so that labels do not send its traffic anywhere. Give it one, for example {{ lb: {service} }}.";
        if (replicaSet.PodTemplateOf() is not { } template)
            return $"{replicaSet.TitleOf()} has no pod template that traffic could be sent to.";

        var labels = template.Child("metadata").Child("labels");
        var clashing = selector.Keys.Where(labels.ContainsKey).Order(StringComparer.Ordinal).ToArray();
        if (clashing.Length > 0)
        {
            return $"{replicaSet.TitleOf()} has {(clashing.Length == 1 ? "the pod label" : "the pod labels")} {string.Join(", ", clashing.Select(each => $"'{each}'"))} itself, by which the Service '{service}' selects. "
                + "Only a label that the stage adds can be taken away again: give the Service a selector with a label of its own, and leave that out of the ReplicaSet.";
        }

        foreach (var (name, value) in selector)
            labels[name] = value;
        return null;
    }

    /// <summary>Whether a ReplicaSet's new pods get all labels of a Service's selector, and so its traffic.</summary>
    public static bool IsAttached(JsonObject replicaSet, IReadOnlyDictionary<string, string> selector) =>
        selector.Count > 0 && ManifestFields.TextsOf(replicaSet.PodTemplateOf()?["metadata"]?["labels"]) is var labels
        && selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>A merge patch that adds labels to pods, or to a ReplicaSet's pod template.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="isAdded">Whether they are added; if not, taken away.</param>
    public static JsonObject LabelPatch(IReadOnlyDictionary<string, string> labels, bool isAdded) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, isAdded ? label.Value : null))) },
    };

    /// <summary>What keeps manifests from being deployed with traffic management: it is for one ReplicaSet.</summary>
    /// <returns>What is wrong and what to write; null when nothing is.</returns>
    public static string? FaultOf(IReadOnlyList<JsonObject> manifests)
    {
        var replicaSets = manifests.Where(IsReplicaSet).ToList();
        if (replicaSets.Count == 1)
            return null;

        var found = replicaSets.Count == 0 ? "there is none among the manifests; a Deployment rolls out by its own strategy" : $"there are {replicaSets.Count}: {string.Join(", ", replicaSets.Select(each => each.TitleOf()))}";
        return $"traffic: Traffic management is for exactly one ReplicaSet in a stage, and {found}.";
    }

    /// <summary>Whether an object is a ReplicaSet.</summary>
    public static bool IsReplicaSet(JsonObject manifest) => manifest.KindOf() == "ReplicaSet";
}
