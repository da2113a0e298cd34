using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>The templates that a StatefulSet or DaemonSet had, numbered.</summary>
internal static class ControllerRevisions
{
    public const string HashLabel = "controller-revision-hash";

    /// <summary>The revision of an object's template, made or made the newest where it is not.</summary>
    /// <returns>The revision's name.</returns>
    public static string Current(ClusterObjects cluster, JsonObject item)
    {
        cluster.Adopt("ControllerRevision", item);
        var data = new JsonObject { ["spec"] = new JsonObject { ["template"] = item["spec"]!["template"]!.DeepClone() } };
        data["spec"]!["template"]!["$patch"] = "replace";
        var revisions = cluster.Owned("ControllerRevision", item);
        var newest = revisions.Select(revision => (int)revision["revision"]!).DefaultIfEmpty().Max();
        if (revisions.FirstOrDefault(revision => JsonNode.DeepEquals(revision["data"], data)) is { } known)
        {
            if ((int)known["revision"]! < newest)
                cluster.Change(known, revision => revision["revision"] = newest + 1);
            return known.Name();
        }

        var name = $"{item.Name()}-{PodTemplates.Hash(item["spec"]!["template"]!)}";
        cluster.Create("ControllerRevision", item, new()
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = item["spec"]!["selector"]?["matchLabels"]?.DeepClone() },
            ["data"] = data,
            ["revision"] = newest + 1,
        });
        return name;
    }

    /// <summary>The revision that a pod is of.</summary>
    public static string? Of(JsonObject pod) => pod.Labels().GetValueOrDefault(HashLabel);
}
