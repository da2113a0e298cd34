using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Functions that look into the Kubernetes manifests that a stage deployed, its output <c>manifests</c>.</summary>
internal static class ManifestFunctions
{
    public static Callables All { get; } = new()
    {
        { "manifestLabelValue", 3, LabelValue },
    };

    /// <summary>The label of the pod template; meaning and limits are those of orca's ManifestLabelValueExpressionFunctionProvider.</summary>
    private static object? LabelValue(Call call)
    {
        var (name, kind, label) = (call.Text(0), call.Text(1), call.Text(2));
        if (kind is not ("Deployment" or "ReplicaSet")) throw call.Fail($"the kind must be Deployment or ReplicaSet, but is '{kind}'.");
        var stage = StageValue.Get(call.Context.Scope, name);
        if (JsonValues.Read(stage.Outputs["manifests"]) is not ListValue manifests) throw call.Fail($"the stage '{name}' has no output 'manifests'.");
        var matching = manifests.Items.OfType<MapValue>().Where(manifest => manifest.Get("kind") is string text && text == kind).ToList();
        call.Context.CheckElements(manifests.Count);
        if (matching.Count != 1) throw call.Fail($"the stage '{name}' must have deployed one {kind}, but deployed {matching.Count}.");
        var template = Map(Map(matching[0], "spec"), "template");
        return Map(Map(template, "metadata"), "labels") is { } labels && labels.TryGet(label, out var value)
            ? value
            : throw call.Fail($"the pods of that {kind} have no label '{label}'.");
    }

    private static MapValue? Map(MapValue? map, string key) => map?.Get(key) as MapValue;
}
