using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>Empties a namespace that is being deleted, and removes it when nothing is left in it.</summary>
internal static class NamespaceDeletion
{
    public static void Empty(ObjectStore store, string name)
    {
        store.Update(store.Catalog.OfKind("Namespace"), null, name, item =>
        {
            item["status"] = new JsonObject { ["phase"] = "Terminating" };
            return item;
        });
        foreach (var type in store.Catalog.All.Where(type => type.IsNamespaced))
        {
            foreach (var item in store.List(type, name).Items)
            {
                if (store.Find(type, name, item.Name()) is not null)
                    store.Delete(type, name, item.Name(), new());
            }
        }

        Complete(store, name);
    }

    public static void Complete(ObjectStore store, string name)
    {
        var type = store.Catalog.OfKind("Namespace");
        if (store.Find(type, null, name) is { } item && item.IsDeleting()
            && store.Catalog.All.Where(resource => resource.IsNamespaced).All(resource => store.List(resource, name).Items.Count == 0))
        {
            store.CompleteDeletion(type, null, name);
        }
    }
}
