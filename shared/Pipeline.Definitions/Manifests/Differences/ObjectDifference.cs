using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Definitions.Manifests.Differences;

/// <summary>
/// What differs between two states of an object, value by value: lists of named items by name, so that an item in between is not a change of all
/// behind it. What the server keeps of its own is left out, and a Secret's values are never shown.
/// </summary>
public static class ObjectDifference
{
    private const string Hidden = "***";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private static readonly string[] ServersMetadata = ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"];
    private static readonly string[] Keys = ["name", "mountPath", "containerPort", "port", "key", "type"];

    /// <summary>The changes, in the order of the fields; all is new when there was nothing before.</summary>
    /// <param name="before">The object as it was; null when there was none.</param>
    /// <param name="after">The object as it is; null when it is gone.</param>
    public static IReadOnlyList<ObjectChange> Between(JsonObject? before, JsonObject? after)
    {
        var changes = new List<ObjectChange>();
        var isSecret = (after ?? before)?.KindOf() == "Secret";
        Compare("", Prepare(before), Prepare(after), isSecret, changes);
        return changes;
    }

    /// <summary>A copy of an object in which a Secret's values are hidden.</summary>
    public static JsonObject Mask(JsonObject manifest)
    {
        var copy = manifest.DeepClone().AsObject();
        if (copy.KindOf() != "Secret")
            return copy;

        foreach (var part in new[] { "data", "stringData" })
        {
            if (copy[part] is JsonObject values)
                copy[part] = new JsonObject(values.Select(value => KeyValuePair.Create<string, JsonNode?>(value.Key, Hidden)));
        }

        HideContents(copy);
        return copy;
    }

    private static JsonObject Prepare(JsonObject? manifest)
    {
        var copy = manifest?.DeepClone().AsObject() ?? [];
        if (copy.KindOf() == "Secret")
            HideContents(copy);
        copy.Remove("status");
        if (copy["metadata"] is JsonObject metadata)
        {
            foreach (var name in ServersMetadata)
                metadata.Remove(name);
            (metadata["annotations"] as JsonObject)?.Remove(LastApplied);
        }

        return copy;
    }

    /// <summary>Removes what tells of a Secret's values: what it was applied with, and its digest, by which a short value could be guessed.</summary>
    private static void HideContents(JsonObject secret)
    {
        var annotations = secret["metadata"]?["annotations"] as JsonObject;
        annotations?.Remove(LastApplied);
        annotations?.Remove(ManifestMarks.DigestAnnotation);
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, bool isSecret, List<ObjectChange> changes)
    {
        switch (before, after)
        {
            case (JsonObject or null, JsonObject or null) when before is not null || after is not null:
                CompareFields(path, before as JsonObject ?? [], after as JsonObject ?? [], isSecret, changes);
                break;
            case (JsonArray or null, JsonArray or null) when KeyOf(before as JsonArray, after as JsonArray) is { } key:
                CompareFields(path, ByKey(before as JsonArray, key), ByKey(after as JsonArray, key), isSecret, changes, isList: true);
                break;
            case var _ when !AreEqual(before, after):
                changes.Add(new(path, Show(before, path, isSecret), Show(after, path, isSecret)));
                break;
        }
    }

    private static void CompareFields(string path, JsonObject before, JsonObject after, bool isSecret, List<ObjectChange> changes, bool isList = false)
    {
        foreach (var name in before.Select(field => field.Key).Union(after.Select(field => field.Key)))
        {
            var place = isList ? $"{path}[{name}]" : path.Length == 0 ? name : $"{path}.{name}";
            Compare(place, before[name], after[name], isSecret, changes);
        }
    }

    /// <summary>The field by which all items of both lists are told apart; null when there is none.</summary>
    private static string? KeyOf(JsonArray? before, JsonArray? after) =>
        Keys.FirstOrDefault(key => new[] { before, after }.OfType<JsonArray>().All(list =>
            list.All(item => item is JsonObject map && map[key] is JsonValue)
            && list.Select(item => item![key]!.ToJsonString()).Distinct().Count() == list.Count))
        is { } found && (before?.Count > 0 || after?.Count > 0) ? found : null;

    private static JsonObject ByKey(JsonArray? list, string key) =>
        new((list ?? []).Select(item => KeyValuePair.Create<string, JsonNode?>(ManifestFields.Text(item![key]) ?? item[key]!.ToJsonString(), item.DeepClone())));

    private static bool AreEqual(JsonNode? before, JsonNode? after) =>
        JsonNode.DeepEquals(before, after) || (ManifestFields.Number(before) is { } number && number == ManifestFields.Number(after));

    private static string? Show(JsonNode? node, string path, bool isSecret) => node switch
    {
        null => null,
        _ when isSecret && (path.StartsWith("data.", StringComparison.Ordinal) || path.StartsWith("stringData.", StringComparison.Ordinal)) => Hidden,
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.ToString(),
        _ => node.ToJsonString(),
    };
}
