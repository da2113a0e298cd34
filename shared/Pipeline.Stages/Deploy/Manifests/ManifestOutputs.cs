using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Differences;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>What a deploy puts out, put together step by step and never longer than a stage's record may be.</summary>
internal sealed class ManifestOutputs
{
    private const int MostManifests = 300_000;
    private const int MostDifferences = 300_000;

    private ManifestOutputs(JsonObject fields) => Fields = fields;

    /// <summary>The outputs.</summary>
    public JsonObject Fields { get; }

    /// <summary>The run of the strategy's pipeline; null before it was started.</summary>
    public string? StrategyRun => Fields["strategyRun"] is JsonValue value && value.TryGetValue<string>(out var run) ? run : null;

    private JsonArray Changes => Fields["changes"] as JsonArray ?? [];

    /// <summary>What earlier steps of the attempt have put out.</summary>
    public static ManifestOutputs Of(StageExecution execution) => new(execution.Stages.Find(execution.StageId)?.Outputs?.DeepClone().AsObject() ?? []);

    /// <summary>Adds what is known before anything is changed.</summary>
    public JsonObject Describe(PreparedDeploy deploy, string target)
    {
        Fields["target"] = target;
        Fields["manifests"] = Manifests(deploy);
        Fields["manifestNamesByNamespace"] = new JsonObject(deploy.Objects.GroupBy(each => each.Manifest.NamespaceOf() ?? "").Select(group => KeyValuePair.Create<string, JsonNode?>(
            group.Key, new JsonArray([.. group.Select(each => (JsonNode)Moniker.ClusterOf(each.Manifest.KindOf(), each.Manifest.NameOf()))]))));
        Fields["boundArtifacts"] = new JsonArray([.. deploy.Bound.Select(ArtifactJson.Write)]);
        Fields[ArtifactOutputs.Name] = new JsonArray([.. deploy.Objects.Where(each => each.Manifest.GeneratedNameOf() is null).Select(each => ArtifactJson.Write(each.Artifact))]);
        Fields["changes"] = new JsonArray();
        return Fields;
    }

    /// <summary>Records a change; the same object's again takes its place, so that a step may run twice.</summary>
    public void Record(ObjectMutation mutation)
    {
        Fields["changes"] ??= new JsonArray();
        var written = mutation.ToJson();
        if (Changes.Sum(each => each?["diff"] is JsonArray lines ? lines.Sum(line => line?.ToString().Length ?? 0) : 0) + written["diff"]!.ToJsonString().Length > MostDifferences)
            written["diff"] = new JsonArray($"{mutation.Changes.Count} values differ; the stage's record is too full to show them.");
        var known = Changes.Index().Where(each => each.Item?["object"]?.ToString() == mutation.Title && each.Item["action"]?.ToString() == mutation.Action).Select(each => (int?)each.Index).FirstOrDefault();
        if (known is not { } index)
            Changes.Add((JsonNode)written);
        else if (mutation.Before != mutation.After)
            Changes[index] = written;
    }

    /// <summary>Says what stays in the cluster.</summary>
    /// <returns>The objects.</returns>
    public IReadOnlyList<string> LeaveInPlace()
    {
        var left = Changes.Where(each => each?["resourceVersionAfter"] is not null && each["action"]?.ToString() is not ("unchanged" or "restored")).Select(each => each!["object"]!.ToString()).Distinct().ToArray();
        if (left.Length > 0)
            Fields["leftInPlace"] = new JsonArray([.. left.Select(each => (JsonNode)each)]);
        return left;
    }

    private static JsonArray Manifests(PreparedDeploy deploy)
    {
        var manifests = new JsonArray();
        var size = 0;
        foreach (var each in deploy.Objects)
        {
            var masked = ObjectDifference.Mask(each.Manifest);
            size += masked.ToJsonString().Length;
            if (size > MostManifests)
                break;
            manifests.Add((JsonNode)masked);
        }

        return manifests;
    }
}
