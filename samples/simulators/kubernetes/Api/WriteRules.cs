using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Ownership;
using Pipeline.Simulators.Kubernetes.Resources;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>What happens to an object between a call and the store: it is admitted, filled in, checked, and its fields get their owners.</summary>
internal sealed class WriteRules(ObjectStore store)
{
    /// <summary>Refuses an object that is not of the address that it is sent to.</summary>
    public static void Admit(ApiPath path, JsonObject item)
    {
        var type = path.Type;
        if ((string?)item["kind"] is { } kind && kind != type.Kind || (string?)item["apiVersion"] is { } version && version != type.ApiVersion)
            throw Errors.BadRequest($"the API version in the data ({item["apiVersion"]}) does not match the expected API version ({type.ApiVersion})");
        item["kind"] = type.Kind;
        item["apiVersion"] = type.ApiVersion;
        if (!type.IsNamespaced)
        {
            item.Metadata().Remove("namespace");
            return;
        }

        if (path.Namespace is null)
            throw new StoreException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        if (item.Namespace() is { Length: > 0 } given && given != path.Namespace)
            throw Errors.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        item.Metadata()["namespace"] = path.Namespace;
    }

    /// <summary>Stores a new object.</summary>
    public JsonObject Create(ResourceType type, JsonObject item, WriteQuery query, Action<ResourceType, JsonObject, WriteQuery, DateTimeOffset> own)
    {
        if (type.IsNamespaced)
            DemandNamespace(type, item);
        if (type.HasStatus || type.IsCustom)
            item.Remove("status");
        if (type.Kind == "Namespace" && !type.IsCustom)
        {
            item["status"] = new JsonObject { ["phase"] = "Active" };
            if (item.Metadata()["labels"] is not JsonObject labels)
                item.Metadata()["labels"] = labels = [];
            labels["kubernetes.io/metadata.name"] = item.Name();
            item["spec"] ??= new JsonObject();
        }

        if (type is { Kind: "Pod", Group: "" })
            item["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
        if (type is { Kind: "Secret", Group: "" })
            SecretData(item);
        own(type, item, query, store.Time.GetUtcNow());
        Defaults.Fill(type, item);
        Validation.Check(type, null, item);
        var isDefinition = type.Kind == "CustomResourceDefinition";
        if (isDefinition)
            CustomResources.Establish(item, store.Time.GetUtcNow());
        var created = store.Create(type, item, query.IsDryRun);
        if (isDefinition && !query.IsDryRun)
            store.Catalog.Add(created);
        return created;
    }

    /// <summary>Stores a change of an object.</summary>
    public JsonObject Update(ApiPath path, WriteQuery query, Func<JsonObject, JsonObject> change, bool ownsFields = false)
    {
        var type = path.Type;
        var updated = store.Update(type, path.Namespace, path.Name!, live =>
        {
            var after = change(live.Copy());
            if (after.Name() != path.Name || after.Namespace() != live.Namespace() && type.IsNamespaced)
                throw Errors.BadRequest("the name and the namespace of an object cannot be changed");
            after["kind"] = live["kind"]?.DeepClone();
            after["apiVersion"] = live["apiVersion"]?.DeepClone();
            after = Part(type, path.Subresource, live, after);
            if (type is { Kind: "Secret", Group: "" })
                SecretData(after);
            if (!ownsFields)
                FieldManagers.Update(type, live, after, query.Manager, path.Subresource ?? "", store.Time.GetUtcNow());
            Defaults.Fill(type, after);
            Validation.Check(type, live, after);
            return after;
        }, query.IsDryRun);
        if (type.Kind == "CustomResourceDefinition" && !query.IsDryRun)
            store.Catalog.Add(updated);
        return updated;
    }

    // The status is written by its subresource alone, and nothing else by that.
    private static JsonObject Part(ResourceType type, string? subresource, JsonObject live, JsonObject after)
    {
        if (subresource == "status")
        {
            var result = live.Copy();
            result["status"] = after["status"]?.DeepClone();
            if (after.ResourceVersion() is { Length: > 0 } version)
                result.Metadata()["resourceVersion"] = version;
            return result;
        }

        if (type.HasStatus)
        {
            if (live["status"] is { } status)
                after["status"] = status.DeepClone();
            else
                after.Remove("status");
        }

        return after;
    }

    private void DemandNamespace(ResourceType type, JsonObject item)
    {
        var spaces = store.Catalog.OfKind("Namespace");
        var space = store.Find(spaces, null, item.Namespace()) ?? throw Errors.NotFound(spaces, item.Namespace());
        if (space.IsDeleting())
            throw Errors.Forbidden(type, item.Name(), $"unable to create new content in namespace {item.Namespace()} because it is being terminated");
    }

    private static void SecretData(JsonObject item)
    {
        item["type"] ??= "Opaque";
        if (item["stringData"] is not JsonObject texts)
            return;
        if (item["data"] is not JsonObject data)
            item["data"] = data = [];
        foreach (var (key, value) in texts)
            data[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes((string?)value ?? ""));
        item.Remove("stringData");
    }
}
