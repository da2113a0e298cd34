using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Answers reads: an object, its scale, or a list, in pages where the caller wants them.</summary>
internal sealed class ReadAnswers(ObjectStore store)
{
    // A list in pages is one moment's, however long the caller takes.
    private readonly ConcurrentDictionary<long, IReadOnlyList<JsonObject>> _lists = new();

    /// <summary>The answer.</summary>
    public JsonObject Answer(HttpContext context, ApiPath path)
    {
        if (path.Name is null)
            return List(context, path);

        var item = store.Find(path.Type, path.Namespace, path.Name) ?? throw Errors.NotFound(path.Type, path.Name);
        return path.Subresource switch
        {
            null or "status" => item,
            "scale" when path.Type.HasScale => Scales.Of(item),
            _ => throw new StoreException(404, "NotFound", "the server could not find the requested resource"),
        };
    }

    private JsonObject List(HttpContext context, ApiPath path)
    {
        var query = context.Request.Query;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : int.MaxValue;
        var (version, from) = Continue(query["continue"].ToString());
        IReadOnlyList<JsonObject> all;
        if (version == 0)
            (all, version) = store.List(path.Type, path.Namespace);
        else
            all = _lists.GetValueOrDefault(version) ?? throw Errors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");

        var selected = all.Where(Selectors.Of(context, null)).ToArray();
        var page = selected.Skip(from).Take(limit).ToArray();
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (from + page.Length < selected.Length)
        {
            _lists[version] = all;
            metadata["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{version}:{from + page.Length}"));
            metadata["remainingItemCount"] = selected.Length - from - page.Length;
        }

        return new()
        {
            ["kind"] = $"{path.Type.Kind}List",
            ["apiVersion"] = path.Type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(item => WithoutType(item, path))]),
        };
    }

    /// <summary>Forgets the lists that callers are in the midst of.</summary>
    public void ExpireLists() => _lists.Clear();

    private static (long Version, int From) Continue(string token)
    {
        if (token.Length == 0)
            return (0, 0);
        var buffer = new byte[token.Length];
        return Convert.TryFromBase64String(token, buffer, out var length) && Encoding.UTF8.GetString(buffer, 0, length).Split(':') is [var version, var from]
            ? (long.Parse(version, CultureInfo.InvariantCulture), int.Parse(from, CultureInfo.InvariantCulture))
            : throw Errors.BadRequest("continue key is not valid");
    }

    // Items of a list do not say their kind, the list does; those of custom kinds do.
    private static JsonObject WithoutType(JsonObject item, ApiPath path)
    {
        if (!path.Type.IsCustom)
        {
            item = item.Copy();
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return item.Copy();
    }
}
