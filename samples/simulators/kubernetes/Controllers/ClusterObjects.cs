using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Resources;
using Pipeline.Simulators.Kubernetes.Rules;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>What controllers do to objects.</summary>
internal sealed class ClusterObjects(ObjectStore store)
{
    public ObjectStore Store => store;

    public ResourceType Type(string kind) => store.Catalog.OfKind(kind);

    public IReadOnlyList<JsonObject> List(string kind, string @namespace) => store.List(Type(kind), @namespace).Items;

    public JsonObject? Find(string kind, string @namespace, string name) => store.Find(Type(kind), @namespace, name);

    /// <summary>The objects of a kind that an object controls.</summary>
    public IReadOnlyList<JsonObject> Owned(string kind, JsonObject owner) =>
        [.. List(kind, owner.Namespace()).Where(item => (string?)item.Controller()?["uid"] == owner.Uid())];

    /// <summary>Takes over what nobody controls and the owner's selector selects, and lets go what it selects no longer.</summary>
    public void Adopt(string kind, JsonObject owner)
    {
        var selector = owner["spec"]!["selector"];
        foreach (var item in List(kind, owner.Namespace()).Where(item => !item.IsDeleting()))
        {
            var selects = LabelSelector.Selects(selector, item);
            if (selects && item.Controller() is null)
                Change(item, present => present.Metadata()["ownerReferences"] = new JsonArray(ReferenceTo(owner)));
            else if (!selects && (string?)item.Controller()?["uid"] == owner.Uid())
                Change(item, present => present.Metadata().Remove("ownerReferences"));
        }
    }

    /// <summary>Adds an object that another controls.</summary>
    public JsonObject Create(string kind, JsonObject owner, JsonObject item)
    {
        var type = Type(kind);
        item["apiVersion"] = type.ApiVersion;
        item["kind"] = kind;
        item.Metadata()["namespace"] = owner.Namespace();
        item.Metadata()["ownerReferences"] = new JsonArray(ReferenceTo(owner));
        Defaults.Fill(type, item);
        return store.Create(type, item);
    }

    public static JsonObject ReferenceTo(JsonObject owner) => new()
    {
        ["apiVersion"] = (string?)owner["apiVersion"],
        ["kind"] = (string?)owner["kind"],
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>Changes an object, if it is still there.</summary>
    public void Change(JsonObject item, Action<JsonObject> change)
    {
        var type = Type((string)item["kind"]!);
        if (store.Find(type, item.Namespace(), item.Name()) is not null)
        {
            store.Update(type, item.Namespace(), item.Name(), present =>
            {
                change(present);
                return present;
            });
        }
    }

    /// <summary>Sets an object's status.</summary>
    public void SetStatus(JsonObject item, JsonObject status) => Change(item, present => present["status"] = status.DeepClone());

    public void Delete(JsonObject item)
    {
        if (!item.IsDeleting())
            store.Delete(Type((string)item["kind"]!), item.Namespace(), item.Name(), new());
    }

    /// <summary>Tells what happened to an object; the same told again is counted.</summary>
    public void Tell(JsonObject about, string type, string reason, string message)
    {
        var events = Type("Event");
        var now = Stamp(store.Time.GetUtcNow());
        var known = List("Event", about.Namespace()).FirstOrDefault(told =>
            (string?)told["involvedObject"]?["uid"] == about.Uid() && (string?)told["reason"] == reason && (string?)told["message"] == message);
        if (known is not null)
        {
            Change(known, present =>
            {
                present["count"] = ((int?)present["count"] ?? 1) + 1;
                present["lastTimestamp"] = now;
            });
            return;
        }

        store.Create(events, new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{about.Name()}.{Guid.NewGuid().ToString("N")[..16]}", ["namespace"] = about.Namespace() },
            ["involvedObject"] = new JsonObject
            {
                ["kind"] = (string?)about["kind"],
                ["namespace"] = about.Namespace(),
                ["name"] = about.Name(),
                ["uid"] = about.Uid(),
                ["apiVersion"] = (string?)about["apiVersion"],
            },
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = type,
            ["count"] = 1,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["source"] = new JsonObject { ["component"] = "simulator" },
        });
    }

    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(JsonNode? stamp) => stamp is null ? null : DateTimeOffset.Parse((string)stamp!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
