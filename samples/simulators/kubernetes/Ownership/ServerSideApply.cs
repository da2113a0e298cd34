using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Resources;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Ownership;

/// <summary>
/// Applies a manifest on the server: merges it into the object, takes away what its manager wanted before and no longer does, and refuses what another
/// manager wants otherwise.
/// </summary>
internal static class ServerSideApply
{
    /// <summary>The object after it.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="live">The object as it is; null when it is new.</param>
    /// <param name="manifest">What the manager wants.</param>
    /// <param name="manager">Its name.</param>
    /// <param name="force">Whether fields of others are taken over.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="StoreException">409 with the fields in conflict.</exception>
    public static JsonObject Apply(ResourceType type, JsonObject? live, JsonObject manifest, string manager, bool force, DateTimeOffset now)
    {
        if (manifest["metadata"]?["managedFields"] is not null)
            throw Errors.BadRequest("metadata.managedFields must be nil");

        var managers = FieldManagers.Of(live);
        var wanted = FieldPaths.Of(manifest, type.IsCustom);
        var own = managers.Entry(manager, "Apply", "", type);
        if (live is not null)
        {
            var conflicts = managers.All.Where(other => other != own)
                .Select(other => (Manager: other, Paths: wanted.Where(path => InConflict(other, path, live, manifest)).Order(StringComparer.Ordinal).ToArray()))
                .Where(conflict => conflict.Paths.Length > 0).ToArray();
            if (conflicts.Length > 0 && !force)
                throw Refuse(type, manifest, conflicts);
            foreach (var (other, paths) in conflicts)
                other.Paths.ExceptWith(paths);
        }

        var merged = live is null ? manifest.Copy() : (JsonObject)Merge("", live, manifest, type.IsCustom)!;
        var others = managers.All.Where(other => other != own).SelectMany(other => other.Paths).ToHashSet(StringComparer.Ordinal);
        foreach (var path in own.Paths.Except(wanted).OrderBy(FieldPaths.IsItem).ToArray())
        {
            var isWantedElsewhere = FieldPaths.IsItem(path)
                ? others.Concat(wanted).Any(other => FieldPaths.IsWithin(other, FieldPaths.ParentOf(path)))
                : others.Contains(path) || wanted.Any(other => FieldPaths.IsWithin(other, path));
            if (!isWantedElsewhere)
                FieldPaths.Remove(merged, path);
        }

        if (!own.Paths.SetEquals(wanted))
            own.Time = FieldManagers.Stamp(now);
        own.Paths = wanted;
        managers.Write(merged);
        return merged;
    }

    private static bool InConflict(FieldManager other, string path, JsonObject live, JsonObject manifest) =>
        other.Paths.Contains(path) && !FieldPaths.IsItem(path) && !JsonNode.DeepEquals(FieldPaths.ValueAt(live, path), FieldPaths.ValueAt(manifest, path));

    private static JsonNode? Merge(string field, JsonNode? live, JsonNode? wanted, bool isCustom, bool isMetadata = false)
    {
        switch (live, wanted)
        {
            case (JsonObject present, JsonObject fields) when isCustom || isMetadata || !ListKeys.IsAtomic(field):
                var result = present.Copy();
                foreach (var (name, value) in fields)
                    result[name] = Merge(name, result[name], value, isCustom, isMetadata || (field.Length == 0 && name == "metadata"));
                return result;
            case (JsonArray present, JsonArray items) when ListKeys.IsSet(field):
                return new JsonArray([.. present.Concat(items).Select(item => (string)item!).Distinct().Select(item => (JsonNode)item)]);
            case (JsonArray present, JsonArray items) when !isCustom && ListKeys.Of(field, present.Concat(items)) is { } keys:
                return MergeItems(present, items, keys, isCustom);
            default:
                return wanted?.DeepClone();
        }
    }

    private static JsonArray MergeItems(JsonArray present, JsonArray items, string[] keys, bool isCustom)
    {
        var result = new List<JsonNode?>(present.Select(item => item?.DeepClone()));
        foreach (var item in items)
        {
            var key = ListKeys.KeyOf(item, keys);
            var index = result.FindIndex(other => JsonNode.DeepEquals(ListKeys.KeyOf(other, keys), key));
            if (index < 0)
                result.Add(item?.DeepClone());
            else
                result[index] = Merge("", result[index], item, isCustom);
        }

        return new([.. result]);
    }

    private static StoreException Refuse(ResourceType type, JsonObject manifest, (FieldManager Manager, string[] Paths)[] conflicts)
    {
        var count = conflicts.Sum(conflict => conflict.Paths.Length);
        var words = conflicts.Select(conflict => conflict.Paths.Length == 1
            ? $"conflict with \"{conflict.Manager.Name}\"{Using(conflict.Manager)}: {FieldPaths.Describe(conflict.Paths[0])}"
            : $"conflicts with \"{conflict.Manager.Name}\"{Using(conflict.Manager)}:\n{string.Join('\n', conflict.Paths.Select(path => $"- {FieldPaths.Describe(path)}"))}");
        return new(409, "Conflict", $"Apply failed with {count} conflict{(count == 1 ? "" : "s")}: {string.Join('\n', words)}")
        {
            About = (type.Group, type.Plural, manifest.Name()),
            Causes = [.. conflicts.SelectMany(conflict => conflict.Paths.Select(path => ("FieldManagerConflict", $"conflict with \"{conflict.Manager.Name}\"{Using(conflict.Manager)}", FieldPaths.Describe(path))))],
        };
    }

    // Those who apply are told by their name alone (k8s.io/apimachinery managedfields, printManager).
    private static string Using(FieldManager manager) =>
        (manager.Subresource.Length > 0 ? $" with subresource \"{manager.Subresource}\"" : "") + (manager.Operation == "Update" ? $" using {manager.ApiVersion}" : "");
}
