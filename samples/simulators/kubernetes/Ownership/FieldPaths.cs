using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Ownership;

/// <summary>
/// The fields of an object as paths of elements: <c>f:name</c> for a field, <c>k:{…}</c> for an item of a list by its keys, <c>v:text</c> for one of
/// a set, <c>.</c> for the item itself. Only the last fields of each way are told, as managed fields do.
/// </summary>
internal static class FieldPaths
{
    private const char Separator = '\n';
    private static readonly HashSet<string> Kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generateName"];

    /// <summary>The paths of an object's fields, without those that nobody owns.</summary>
    public static HashSet<string> Of(JsonObject item, bool isCustom)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in item)
        {
            if (name is "apiVersion" or "kind")
                continue;
            if (name == "metadata")
            {
                foreach (var (field, metadata) in value as JsonObject ?? [])
                {
                    if (!Kept.Contains(field))
                        Add(paths, ["f:metadata", $"f:{field}"], field, metadata, isCustom);
                }
            }
            else
            {
                Add(paths, [$"f:{name}"], name, value, isCustom);
            }
        }

        return paths;
    }

    /// <summary>The value at a path; null when there is none.</summary>
    public static JsonNode? ValueAt(JsonObject item, string path)
    {
        JsonNode? node = item;
        foreach (var element in Elements(path))
        {
            if (element == ".")
                return node;
            node = Step(node, element);
            if (node is null)
                return null;
        }

        return node;
    }

    /// <summary>Removes what is at a path, and the maps and lists that become empty by it.</summary>
    public static void Remove(JsonObject item, string path)
    {
        var elements = Elements(path).Where(element => element != ".").ToArray();
        for (var length = elements.Length; length > 0; length--)
        {
            JsonNode? parent = item;
            foreach (var element in elements.Take(length - 1))
                parent = Step(parent, element);
            var last = elements[length - 1];
            switch (parent)
            {
                case JsonObject fields:
                    fields.Remove(last[2..]);
                    if (fields.Count > 0)
                        return;
                    break;
                case JsonArray items:
                    if (Step(items, last) is { } found)
                        items.Remove(found);
                    if (items.Count > 0)
                        return;
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>A path as messages have it, for example <c>.spec.template.spec.containers[name="web"].image</c>.</summary>
    public static string Describe(string path) => string.Concat(Elements(path).Select(element => element[..Math.Min(2, element.Length)] switch
    {
        "f:" => $".{element[2..]}",
        "k:" => $"[{string.Join(',', ((JsonObject)JsonNode.Parse(element[2..])!).Select(key => $"{key.Key}={key.Value?.ToJsonString()}"))}]",
        "v:" => $"[={element[2..]}]",
        _ => "",
    }));

    /// <summary>Whether a path lies below another, or is it.</summary>
    public static bool IsWithin(string path, string parent) => path == parent || path.StartsWith(parent + Separator, StringComparison.Ordinal);

    /// <summary>The path of a list's item of which this is the item itself.</summary>
    public static string ParentOf(string path) => path[..path.LastIndexOf(Separator)];

    /// <summary>Whether a path is that of a list's item itself.</summary>
    public static bool IsItem(string path) => path.EndsWith($"{Separator}.", StringComparison.Ordinal);

    /// <summary>Paths as the API writes them (FieldsV1).</summary>
    public static JsonObject Write(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var node = root;
            foreach (var element in Elements(path))
            {
                if (node[element] is not JsonObject next)
                    node[element] = next = [];
                node = next;
            }
        }

        return root;
    }

    /// <summary>Paths as the API writes them, read.</summary>
    public static HashSet<string> Read(JsonObject? fields)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Walk(fields ?? [], []);
        return paths;

        void Walk(JsonObject node, string[] parents)
        {
            if (node.Count == 0 && parents.Length > 0)
                paths.Add(string.Join(Separator, parents));
            foreach (var (element, next) in node)
                Walk(next as JsonObject ?? [], [.. parents, element]);
        }
    }

    private static string[] Elements(string path) => path.Split(Separator);

    private static JsonNode? Step(JsonNode? node, string element) => (node, element[..2]) switch
    {
        (JsonObject fields, "f:") => fields[element[2..]],
        (JsonArray items, "k:") => ItemOf(items, (JsonObject)JsonNode.Parse(element[2..])!),
        (JsonArray items, "v:") => items.FirstOrDefault(item => item!.ToString() == element[2..]),
        _ => null,
    };

    private static JsonNode? ItemOf(JsonArray items, JsonObject key) =>
        items.FirstOrDefault(item => JsonNode.DeepEquals(ListKeys.KeyOf(item, [.. key.Select(field => field.Key)]), key));

    private static void Add(HashSet<string> paths, string[] path, string field, JsonNode? value, bool isCustom)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } fields when isCustom || !ListKeys.IsAtomic(field) || IsLabelSelectorOwner(path):
                foreach (var (name, child) in fields)
                    Add(paths, [.. path, $"f:{name}"], name, child, isCustom);
                break;
            case JsonArray items when ListKeys.IsSet(field):
                foreach (var item in items)
                    paths.Add(string.Join(Separator, [.. path, $"v:{item}"]));
                break;
            case JsonArray { Count: > 0 } items when !isCustom && ListKeys.Of(field, items) is { } keys:
                foreach (var item in items.OfType<JsonObject>())
                {
                    string[] itself = [.. path, $"k:{ListKeys.KeyOf(item, keys).ToJsonString()}"];
                    paths.Add(string.Join(Separator, [.. itself, "."]));
                    foreach (var (name, child) in item)
                        Add(paths, [.. itself, $"f:{name}"], name, child, isCustom);
                }

                break;
            default:
                paths.Add(string.Join(Separator, path));
                break;
        }
    }

    // Labels and annotations may be named like anything.
    private static bool IsLabelSelectorOwner(string[] path) => path is ["f:metadata", ..];
}
