using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Patches;

/// <summary>
/// Kubernetes' strategic merge patch: maps are merged, lists with keys are merged item by item, with the directives <c>$patch</c>,
/// <c>$retainKeys</c>, <c>$setElementOrder</c> and <c>$deleteFromPrimitiveList</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string OrderPrefix = "$setElementOrder/";
    private const string DeletionPrefix = "$deleteFromPrimitiveList/";

    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        switch ((string?)patch[Directive])
        {
            case "replace":
                var whole = patch.Copy();
                whole.Remove(Directive);
                return whole;
            case "delete":
                return [];
        }

        var result = target.Copy();
        if (patch[RetainKeys] is JsonArray retained)
        {
            var names = retained.Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
            foreach (var name in result.Select(field => field.Key).Where(name => !names.Contains(name)).ToArray())
                result.Remove(name);
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeletionPrefix, StringComparison.Ordinal))
                RemoveTexts(result, name[DeletionPrefix.Length..], (JsonArray)value!);
            else if (!name.StartsWith('$'))
                Apply(result, name, value);
        }

        foreach (var (name, value) in patch.Where(field => field.Key.StartsWith(OrderPrefix, StringComparison.Ordinal)))
            Order(result, name[OrderPrefix.Length..], (JsonArray)value!);
        return result;
    }

    private static void Apply(JsonObject result, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                result.Remove(name);
                break;
            case JsonObject fields:
                if ((string?)fields[Directive] == "delete")
                    result.Remove(name);
                else
                    result[name] = Apply(result[name] as JsonObject ?? [], fields);
                break;
            case JsonArray items:
                result[name] = Merge(name, result[name] as JsonArray ?? [], items);
                break;
            default:
                result[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray Merge(string field, JsonArray present, JsonArray patch)
    {
        if (patch.OfType<JsonObject>().Any(item => (string?)item[Directive] == "replace" && item.Count == 1))
            return [.. patch.Where(item => item is not JsonObject { Count: 1 } only || !only.ContainsKey(Directive)).Select(item => item?.DeepClone())];
        if (ListKeys.IsSet(field))
            return [.. present.Concat(patch).Select(item => (string)item!).Distinct().Select(item => (JsonNode)item)];
        if (ListKeys.Of(field, present.Concat(patch)) is not [var key, ..])
            return (JsonArray)patch.DeepClone();

        var result = (JsonArray)present.DeepClone();
        foreach (var item in patch.OfType<JsonObject>())
        {
            if (item[key] is not { } value)
                throw Errors.BadRequest($"map: {item.ToJsonString()} does not contain declared merge key: {key}");
            var index = IndexOf(result, key, value);
            switch ((string?)item[Directive])
            {
                case "delete":
                    if (index >= 0)
                        result.RemoveAt(index);
                    break;
                case "replace":
                    var whole = item.Copy();
                    whole.Remove(Directive);
                    Put(result, index, whole);
                    break;
                default:
                    Put(result, index, Apply(index < 0 ? [] : (JsonObject)result[index]!, item));
                    break;
            }
        }

        return Interleave(result, present, patch, key);
    }

    // Items that the patch does not name are put among those that it names by their order before; one that is new comes before them
    // (k8s.io/apimachinery strategicpatch, mergeSortedSlice).
    private static JsonArray Interleave(JsonArray merged, JsonArray present, JsonArray patch, string key)
    {
        int PlaceIn(JsonArray items, JsonNode? item) => item?[key] is { } value ? IndexOf(items, key, value) : -1;
        var ordered = merged.Where(item => PlaceIn(patch, item) >= 0).OrderBy(item => PlaceIn(patch, item)).ToList();
        var from = 0;
        foreach (var item in merged.Where(item => PlaceIn(patch, item) < 0))
        {
            var before = ordered.FindIndex(from, other => PlaceIn(present, other) > PlaceIn(present, item));
            from = before < 0 ? ordered.Count : before;
            ordered.Insert(from++, item);
        }

        return [.. ordered.Select(item => item?.DeepClone())];
    }

    private static void Put(JsonArray items, int index, JsonObject item)
    {
        if (index < 0)
            items.Add((JsonNode)item);
        else
            items[index] = item.Copy();
    }

    private static int IndexOf(JsonArray items, string key, JsonNode value)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index] is JsonObject item && JsonNode.DeepEquals(item[key], value))
                return index;
        }

        return -1;
    }

    private static void Order(JsonObject result, string field, JsonArray order)
    {
        if (result[field] is not JsonArray items)
            return;
        var key = ListKeys.Of(field, items)?[0];
        var wanted = order.Select(item => key is null ? item : ((JsonObject)item!)[key]).ToList();
        int Place(JsonNode? item)
        {
            var own = key is null ? item : ((JsonObject)item!)[key];
            var place = wanted.FindIndex(other => JsonNode.DeepEquals(own, other));
            return place < 0 ? int.MaxValue : place;
        }

        result[field] = new JsonArray([.. items.Select(item => item?.DeepClone()).OrderBy(Place)]);
    }

    private static void RemoveTexts(JsonObject result, string field, JsonArray values)
    {
        if (result[field] is JsonArray items)
            result[field] = new JsonArray([.. items.Where(item => !values.Any(value => JsonNode.DeepEquals(item, value))).Select(item => item?.DeepClone())]);
    }
}
