using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Patches;

/// <summary>RFC 6902.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
            throw Errors.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");

        JsonNode? root = target.DeepClone();
        foreach (var operation in operations.OfType<JsonObject>())
            root = Apply(root, operation);
        return root as JsonObject ?? throw Errors.BadRequest("the patched object is no object");
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        var path = (string?)operation["path"] ?? throw Refused("a path is missing");
        switch ((string?)operation["op"])
        {
            case "add":
                return Put(root, path, operation["value"]?.DeepClone(), insert: true);
            case "replace":
                if (!Exists(root, path))
                    throw Refused($"replace operation does not apply: doc is missing key: {path}: missing value");
                return Put(root, path, operation["value"]?.DeepClone(), insert: false);
            case "remove":
                return Remove(root, path);
            case "move":
                var from = (string?)operation["from"] ?? throw Refused("a from is missing");
                var moved = Get(root, from)?.DeepClone();
                return Put(Remove(root, from), path, moved, insert: true);
            case "copy":
                return Put(root, path, Get(root, (string?)operation["from"] ?? throw Refused("a from is missing"))?.DeepClone(), insert: true);
            case "test":
                return JsonNode.DeepEquals(Get(root, path), operation["value"]) ? root : throw Refused($"testing path {path} failed: test failed");
            default:
                throw Refused($"Unexpected kind: {operation["op"]}");
        }
    }

    private static string[] Parts(string path) => path.Length == 0 ? [] : [.. path.TrimStart('/').Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static bool Exists(JsonNode? root, string path)
    {
        var parts = Parts(path);
        var parent = Walk(root, parts[..^1]);
        return parent switch
        {
            JsonObject fields => fields.ContainsKey(parts[^1]),
            JsonArray items => int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var index) && index >= 0 && index < items.Count,
            _ => false,
        };
    }

    private static JsonNode? Get(JsonNode? root, string path) => Parts(path) is [.. var parents, var last]
        ? Walk(root, parents) switch
        {
            JsonObject fields when fields.ContainsKey(last) => fields[last],
            JsonArray items when int.TryParse(last, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < items.Count => items[index],
            _ => throw Refused($"doc is missing path: {path}: missing value"),
        }
        : root;

    private static JsonNode? Walk(JsonNode? node, IEnumerable<string> parts)
    {
        foreach (var part in parts)
        {
            node = node switch
            {
                JsonObject fields => fields[part],
                JsonArray items when int.TryParse(part, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
            if (node is null)
                return null;
        }

        return node;
    }

    private static JsonNode? Put(JsonNode? root, string path, JsonNode? value, bool insert)
    {
        var parts = Parts(path);
        if (parts.Length == 0)
            return value;
        switch (Walk(root, parts[..^1]))
        {
            case JsonObject fields:
                fields[parts[^1]] = value;
                break;
            case JsonArray items when parts[^1] == "-":
                items.Add(value);
                break;
            case JsonArray items when int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var index) && index >= 0 && index <= items.Count - (insert ? 0 : 1):
                if (insert)
                    items.Insert(index, value);
                else
                    items[index] = value;
                break;
            default:
                throw Refused($"add operation does not apply: doc is missing path: \"{path}\": missing value");
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode? root, string path)
    {
        if (!Exists(root, path))
            throw Refused($"remove operation does not apply: doc is missing path: \"{path}\": missing value");
        var parts = Parts(path);
        switch (Walk(root, parts[..^1]))
        {
            case JsonObject fields:
                fields.Remove(parts[^1]);
                break;
            case JsonArray items:
                items.RemoveAt(int.Parse(parts[^1], CultureInfo.InvariantCulture));
                break;
        }

        return root;
    }

    private static StoreException Refused(string message) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}");
}
