using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Ownership;

/// <summary>Who owns which fields of an object, as <c>metadata.managedFields</c> has it.</summary>
internal sealed class FieldManagers
{
    private readonly List<FieldManager> _all = [];

    private FieldManagers()
    {
    }

    /// <summary>All managers.</summary>
    public IReadOnlyList<FieldManager> All => _all;

    /// <summary>Reads an object's.</summary>
    public static FieldManagers Of(JsonObject? item)
    {
        var managers = new FieldManagers();
        foreach (var entry in (item?["metadata"]?["managedFields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            managers._all.Add(new(
                (string?)entry["manager"] ?? "", (string?)entry["operation"] ?? "", (string?)entry["subresource"] ?? "", (string?)entry["apiVersion"] ?? "",
                (string?)entry["time"] ?? "", FieldPaths.Read(entry["fieldsV1"] as JsonObject)));
        }

        return managers;
    }

    /// <summary>The entry of a manager's operation, made where there is none.</summary>
    public FieldManager Entry(string manager, string operation, string subresource, ResourceType type)
    {
        var entry = _all.FirstOrDefault(entry => entry.Name == manager && entry.Operation == operation && entry.Subresource == subresource);
        if (entry is null)
            _all.Add(entry = new(manager, operation, subresource, type.ApiVersion, "", []));
        return entry;
    }

    /// <summary>Records that somebody has written an object other than by applying it: what changed is his, and nobody else's.</summary>
    public static void Update(ResourceType type, JsonObject? before, JsonObject after, string manager, string subresource, DateTimeOffset now)
    {
        var managers = Of(before);
        var (old, paths) = (before is null ? [] : FieldPaths.Of(before, type.IsCustom), FieldPaths.Of(after, type.IsCustom));
        var changed = paths.Where(path => !old.Contains(path) || !JsonNode.DeepEquals(FieldPaths.ValueAt(before!, path), FieldPaths.ValueAt(after, path))).ToHashSet(StringComparer.Ordinal);
        foreach (var other in managers._all)
        {
            other.Paths.RemoveWhere(path => !paths.Contains(path) && old.Contains(path));
            if (other.Name != manager || other.Operation != "Update" || other.Subresource != subresource)
                other.Paths.RemoveWhere(path => changed.Contains(path) && !FieldPaths.IsItem(path));
        }

        if (changed.Count > 0)
        {
            var own = managers.Entry(manager, "Update", subresource, type);
            own.Paths.UnionWith(changed);
            own.Time = Stamp(now);
        }

        managers.Write(after);
    }

    /// <summary>Writes them into an object.</summary>
    public void Write(JsonObject item)
    {
        var entries = _all.Where(entry => entry.Paths.Count > 0).Select(entry => entry.Write()).ToArray();
        if (entries.Length == 0)
            item.Metadata().Remove("managedFields");
        else
            item.Metadata()["managedFields"] = new JsonArray(entries);
    }

    /// <summary>A moment as managed fields have it.</summary>
    public static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>One who owns fields.</summary>
internal sealed class FieldManager(string name, string operation, string subresource, string apiVersion, string time, HashSet<string> paths)
{
    public string Name => name;

    public string Operation => operation;

    public string Subresource => subresource;

    public string ApiVersion => apiVersion;

    public string Time { get; set; } = time;

    public HashSet<string> Paths { get; set; } = paths;

    public JsonObject Write()
    {
        var entry = new JsonObject { ["manager"] = name, ["operation"] = operation, ["apiVersion"] = apiVersion, ["time"] = Time, ["fieldsType"] = "FieldsV1", ["fieldsV1"] = FieldPaths.Write(Paths) };
        if (subresource.Length > 0)
            entry["subresource"] = subresource;
        return entry;
    }
}
