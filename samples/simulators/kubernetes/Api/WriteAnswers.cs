using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Ownership;
using Pipeline.Simulators.Kubernetes.Patches;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Answers writes.</summary>
internal sealed class WriteAnswers(ObjectStore store)
{
    private readonly WriteRules _rules = new(store);

    public async Task CreateAsync(HttpContext context, ApiPath path)
    {
        var item = await Json.ReadAsync(context);
        var query = WriteQuery.Of(context);
        WriteRules.Admit(path, item);
        if (query.IsStrict)
            UnknownFields.Refuse(path.Type, item);
        if (item.Name().Length == 0 && (string?)item["metadata"]?["generateName"] is { Length: > 0 } prefix)
            item.Metadata()["name"] = prefix + RandomName();
        await Json.WriteAsync(context, _rules.Create(path.Type, item, query, static (type, created, query, now) => FieldManagers.Update(type, null, created, query.Manager, "", now)), 201);
    }

    public async Task ReplaceAsync(HttpContext context, ApiPath path)
    {
        var item = await Json.ReadAsync(context);
        var query = WriteQuery.Of(context);
        if (path.Subresource == "scale")
        {
            var scaled = _rules.Update(path, query, live => Scales.Into(live, item));
            await Json.WriteAsync(context, Scales.Of(scaled));
            return;
        }

        WriteRules.Admit(path, item);
        if (query.IsStrict)
            UnknownFields.Refuse(path.Type, item);
        if (item.Name() != path.Name)
            throw Errors.BadRequest($"the name of the object ({item.Name()}) does not match the name on the URL ({path.Name})");
        await Json.WriteAsync(context, _rules.Update(path, query, live => WithMetadata(item.Copy(), live)));
    }

    public async Task PatchAsync(HttpContext context, ApiPath path)
    {
        var query = WriteQuery.Of(context);
        var media = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        var patch = await Json.ReadNodeAsync(context);
        if (media == "application/apply-patch+yaml")
        {
            await ApplyAsync(context, path, query, patch as JsonObject ?? throw Errors.BadRequest("error decoding YAML: the object provided is unrecognized (must be of type Object)"));
            return;
        }

        if (media == "application/strategic-merge-patch+json" && path.Type.IsCustom)
            throw new StoreException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor");
        var isScale = path.Subresource == "scale";
        var patched = _rules.Update(path, query, live =>
        {
            var after = isScale ? Scales.Into(live, Patched(media, Scales.Of(live), patch)) : Patched(media, live, patch);
            if (query.IsStrict)
                UnknownFields.Refuse(path.Type, after);
            return after;
        });
        await Json.WriteAsync(context, isScale ? Scales.Of(patched) : patched);
    }

    public async Task DeleteAsync(HttpContext context, ApiPath path)
    {
        var deletion = await DeletionAsync(context);
        var type = path.Type;
        var item = store.Delete(type, path.Namespace, path.Name!, deletion);
        if (type.Kind == "CustomResourceDefinition" && !deletion.IsDryRun)
            CustomResources.Remove(store, item);
        var isGone = store.Find(type, path.Namespace, path.Name!) is null;
        await Json.WriteAsync(context, isGone || deletion.IsDryRun ? StatusBody.Success(type.Group, type.Plural, path.Name!, item.Uid()) : item);
    }

    public async Task DeleteAllAsync(HttpContext context, ApiPath path)
    {
        var deletion = await DeletionAsync(context);
        foreach (var item in store.List(path.Type, path.Namespace).Items.Where(Selectors.Of(context, null)))
            store.Delete(path.Type, item.Namespace(), item.Name(), deletion);
        await Json.WriteAsync(context, StatusBody.Success(path.Type.Group, path.Type.Plural, "", ""));
    }

    private async Task ApplyAsync(HttpContext context, ApiPath path, WriteQuery query, JsonObject manifest)
    {
        if (!query.HasManager)
        {
            throw new StoreException(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")
            {
                Causes = [("FieldValueRequired", "Required value: is required for apply patch", "fieldManager")],
            };
        }

        WriteRules.Admit(path, manifest);
        if (UnknownFields.Of(path.Type, manifest) is [var unknown, ..])
            throw new StoreException(500, "InternalError", $"failed to create typed patch object ({path.Namespace}/{path.Name}; {path.Type.ApiVersion}, Kind={path.Type.Kind}): .{unknown}: field not declared in schema");
        if (manifest.Name().Length > 0 && manifest.Name() != path.Name)
            throw Errors.BadRequest($"the name of the object ({manifest.Name()}) does not match the name on the URL ({path.Name})");
        manifest.Metadata()["name"] = path.Name;
        var now = store.Time.GetUtcNow();
        if (store.Find(path.Type, path.Namespace, path.Name!) is null)
        {
            var created = ServerSideApply.Apply(path.Type, null, manifest, query.Manager, query.IsForced, now);
            try
            {
                await Json.WriteAsync(context, _rules.Create(path.Type, created, query, static (_, _, _, _) => { }), 201);
                return;
            }
            catch (StoreException exists) when (exists.Reason == "AlreadyExists")
            {
                // Somebody was first; what he made is merged with.
            }
        }

        var applied = _rules.Update(path, query, live => ServerSideApply.Apply(path.Type, live, manifest, query.Manager, query.IsForced, now), ownsFields: true);
        await Json.WriteAsync(context, applied);
    }

    private static JsonObject Patched(string media, JsonObject live, JsonNode? patch) => media switch
    {
        "application/json-patch+json" => JsonPatch.Apply(live, patch),
        "application/merge-patch+json" => MergePatch.Apply(live, patch) as JsonObject ?? throw Errors.BadRequest("the patched object is no object"),
        "application/strategic-merge-patch+json" => StrategicMergePatch.Apply(live, patch as JsonObject ?? throw Errors.BadRequest("error decoding patch: json: cannot unmarshal")),
        _ => throw new StoreException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/strategic-merge-patch+json"),
    };

    private static JsonObject WithMetadata(JsonObject item, JsonObject live)
    {
        if (item["metadata"]?["managedFields"] is null && live["metadata"]?["managedFields"] is { } managers)
            item.Metadata()["managedFields"] = managers.DeepClone();
        return item;
    }

    private static async Task<ObjectDeletion> DeletionAsync(HttpContext context)
    {
        var body = await Json.ReadNodeAsync(context) as JsonObject ?? [];
        var query = context.Request.Query;
        return new()
        {
            Propagation = (string?)body["propagationPolicy"] ?? (query["propagationPolicy"].ToString() is { Length: > 0 } policy ? policy : null)
                ?? ((bool?)body["orphanDependents"] is true ? "Orphan" : null),
            GraceSeconds = (int?)body["gracePeriodSeconds"] ?? (int.TryParse(query["gracePeriodSeconds"], CultureInfo.InvariantCulture, out var seconds) ? seconds : null),
            Uid = (string?)body["preconditions"]?["uid"],
            ResourceVersion = (string?)body["preconditions"]?["resourceVersion"],
            IsDryRun = WriteQuery.Of(context).IsDryRun || body["dryRun"] is JsonArray { Count: > 0 },
        };
    }

    private static string RandomName() => new([.. Enumerable.Range(0, 5).Select(_ => "bcdfghjklmnpqrstvwxz2456789"[Random.Shared.Next(27)])]);
}
