using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;
using Pipeline.Simulators.Kubernetes.Ownership;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Serves the kinds of custom resource definitions.</summary>
internal static class CustomResources
{
    /// <summary>Says in a definition's status that its kind is served.</summary>
    public static void Establish(JsonObject definition, DateTimeOffset now)
    {
        JsonObject Condition(string type, string reason) => new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["reason"] = reason,
            ["lastTransitionTime"] = FieldManagers.Stamp(now),
        };
        definition["status"] = new JsonObject
        {
            ["acceptedNames"] = definition["spec"]?["names"]?.DeepClone(),
            ["conditions"] = new JsonArray(Condition("NamesAccepted", "NoConflicts"), Condition("Established", "InitialNamesAccepted")),
        };
    }

    /// <summary>Deletes the objects of a definition that is gone, and serves its kind no longer.</summary>
    public static void Remove(ObjectStore store, JsonObject definition)
    {
        foreach (var type in ResourceCatalog.TypesOf(definition))
        {
            foreach (var item in store.List(type).Items)
                store.Delete(type, item.Namespace(), item.Name(), new());
        }

        store.Catalog.Remove(definition);
    }
}
