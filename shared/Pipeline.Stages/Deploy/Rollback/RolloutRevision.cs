using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Stages.Deploy.Rollback;

/// <summary>A revision that a workload can go back to.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">The object that keeps it: a ReplicaSet, or a ControllerRevision.</param>
/// <param name="Source">That object.</param>
internal sealed record RolloutRevision(long Number, string Name, JsonObject Source)
{
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The revisions among the objects that keep them, newest first.</summary>
    public static IReadOnlyList<RolloutRevision> Of(JsonObject workload, IEnumerable<JsonObject> keepers) =>
    [
        .. keepers
            .Where(keeper => PodOwner.ControllerOf(keeper) is { } owner && owner == workload.UidOf())
            .Select(keeper => (Keeper: keeper, Number: keeper.KindOf() == "ReplicaSet" ? PodOwner.RevisionOf(keeper) : NumberOf(keeper)))
            .Where(each => each.Number is not null)
            .Select(each => new RolloutRevision(each.Number!.Value, each.Keeper.NameOf(), each.Keeper))
            .OrderByDescending(revision => revision.Number),
    ];

    /// <summary>The revision that is meant; null when there is none.</summary>
    /// <param name="revisions">The revisions, newest first; the newest is the one in force.</param>
    /// <param name="exact">Its number; null: counted from the newest.</param>
    /// <param name="back">How many revisions back.</param>
    public static RolloutRevision? Find(IReadOnlyList<RolloutRevision> revisions, long? exact, int back) =>
        exact is { } number ? revisions.FirstOrDefault(revision => revision.Number == number) : revisions.ElementAtOrDefault(back);

    /// <summary>The pod template of a ReplicaSet as its Deployment has it.</summary>
    public JsonNode Template()
    {
        var template = Source["spec"]!["template"]!.DeepClone();
        (template["metadata"]?["labels"] as JsonObject)?.Remove(TemplateHash);
        return template;
    }

    private static long? NumberOf(JsonObject revision) => revision["revision"] is JsonValue value && long.TryParse(value.ToJsonString(), out var number) ? number : null;
}
