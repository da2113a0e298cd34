using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Differences;

namespace Pipeline.Stages.Deploy.Changes;

/// <summary>A change that a stage has made to an object, as its outputs record it. A Secret's values are hidden in it.</summary>
/// <param name="Title">The object as messages name it, for example <c>Deployment shop/web</c>.</param>
/// <param name="Action">What was done: <c>created</c>, <c>patched</c>, <c>scaled</c>, <c>deleted</c>, <c>unchanged</c>…</param>
/// <param name="Before">The resource version before; null when there was no such object.</param>
/// <param name="After">The resource version after; null when it is gone.</param>
/// <param name="Changes">What differs.</param>
public sealed record ObjectMutation(string Title, string Action, string? Before, string? After, IReadOnlyList<ObjectChange> Changes)
{
    private const int MostChanges = 200;

    /// <summary>Compares an object before and after.</summary>
    public static ObjectMutation Between(JsonObject? before, JsonObject? after, string action)
    {
        var changes = ObjectDifference.Between(before, after);
        return new((after ?? before)!.TitleOf(), changes.Count == 0 && before is not null && after is not null ? "unchanged" : action, before?.ResourceVersionOf(), after?.ResourceVersionOf(), changes);
    }

    /// <summary>As outputs have it: <c>{object, action, resourceVersionBefore, resourceVersionAfter, diff}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["object"] = Title,
        ["action"] = Action,
        ["resourceVersionBefore"] = Before,
        ["resourceVersionAfter"] = After,
        ["diff"] = new JsonArray([.. Changes.Take(MostChanges).Select(change => (JsonNode)change.ToString()), .. Changes.Count > MostChanges ? [(JsonNode)$"and {Changes.Count - MostChanges} more"] : Array.Empty<JsonNode>()]),
    };

    /// <summary>Tells a stage's log.</summary>
    public void Write(IStageLog log)
    {
        log.WriteLine($"{Title}: {Action}.");
        foreach (var change in Changes.Take(MostChanges))
            log.WriteLine($"  {change}");
    }
}
