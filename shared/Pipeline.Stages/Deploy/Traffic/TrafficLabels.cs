using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>Which labels put an object's pods behind a Service, or take them out of it.</summary>
internal static class TrafficLabels
{
    /// <summary>The labels to add, or to take away.</summary>
    /// <param name="workload">The object.</param>
    /// <param name="service">The Service's name.</param>
    /// <param name="selector">Its selector.</param>
    /// <param name="isEnabled">Whether the object is to get traffic.</param>
    /// <param name="fault">Why that cannot be, and what to do; null when it can.</param>
    public static IReadOnlyDictionary<string, string> Of(
        JsonObject workload, string service, IReadOnlyDictionary<string, string> selector, bool isEnabled, out string? fault)
    {
        fault = null;
        if (selector.Count == 0)
        {
            fault = $"The Service '{service}' has no selector, so that labels do not send its traffic anywhere. Give it one, for example {{ lb: {service} }}.";
            return selector;
        }

        if (workload.PodTemplateOf() is not { } template)
        {
            fault = $"A {workload.KindOf()} has no pods that traffic could be sent to.";
            return selector;
        }

        var labels = ManifestFields.TextsOf(template["metadata"]?["labels"]);
        if (isEnabled)
        {
            var clash = selector.FirstOrDefault(pair => labels.TryGetValue(pair.Key, out var value) && value != pair.Value);
            if (clash.Key is not null)
                fault = $"The pods of {workload.TitleOf()} have the label {clash.Key}={labels[clash.Key]}, and the Service '{service}' selects {clash.Key}={clash.Value}. One of them has to change.";
            return selector;
        }

        // Without its own selector's labels a pod would not be the object's any more.
        var own = workload.KindOf() == "Pod" ? [] : ManifestFields.TextsOf(workload["spec"]?["selector"]?["matchLabels"]).Keys;
        var removable = selector.Where(pair => !own.Contains(pair.Key)).ToDictionary();
        if (removable.Count == 0)
        {
            fault = $"The Service '{service}' selects only by labels of {workload.TitleOf()}'s own selector ({string.Join(", ", selector.Keys)}), "
                + $"which its pods cannot lose. Give the Service a selector with a label of its own, for example {{ lb: {service} }}.";
        }

        return removable;
    }

    /// <summary>The labels as a merge patch has them, of those that are not as asked; null when all are.</summary>
    /// <param name="current">The labels as they are.</param>
    /// <param name="labels">The labels to add, or to take away where they have that value.</param>
    /// <param name="isEnabled">Whether they are added.</param>
    public static JsonObject? Patch(IReadOnlyDictionary<string, string> current, IReadOnlyDictionary<string, string> labels, bool isEnabled)
    {
        var changed = labels.Where(pair => (current.GetValueOrDefault(pair.Key) == pair.Value) != isEnabled).ToList();
        return changed.Count == 0 ? null : new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject(changed.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, isEnabled ? pair.Value : null))) } };
    }
}
