using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Rolls a Deployment out: a ReplicaSet for each template that it had, of which the newest takes over from the others.</summary>
internal sealed class DeploymentController(ClusterObjects cluster) : IController
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string HashLabel = "pod-template-hash";

    public string Kind => "Deployment";

    public TimeSpan? Reconcile(JsonObject item, DateTimeOffset now)
    {
        if (item.IsDeleting())
            return null;

        cluster.Adopt("ReplicaSet", item);
        var sets = cluster.Owned("ReplicaSet", item);
        var current = sets.FirstOrDefault(set => IsOf(set, item));
        var isPaused = (bool?)item["spec"]!["paused"] is true;
        if (current is null && !isPaused)
        {
            current = Create(item, sets);
            sets = cluster.Owned("ReplicaSet", item);
        }

        if (current is not null)
            Number(item, current, sets);
        var old = sets.Where(set => set.Uid() != current?.Uid()).OrderBy(RevisionOf).ToArray();
        if (!isPaused)
            Roll(item, current!, old);
        else if (current is not null && old.All(set => Replicas(set) == 0))
            Scale(current, Replicas(item));
        return new DeploymentStatus(cluster).Write(item, current?.Uid(), now, () => CleanUp(item, old));
    }

    internal static int Replicas(JsonObject item) => (int?)item["spec"]!["replicas"] ?? 1;

    internal static int Available(JsonObject item) => (int?)item["status"]?["availableReplicas"] ?? 0;

    private static int RevisionOf(JsonObject item) =>
        int.TryParse((string?)item["metadata"]?["annotations"]?[Revision], CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    private static bool IsOf(JsonObject set, JsonObject deployment)
    {
        var template = set["spec"]!["template"]!.DeepClone();
        (template["metadata"]?["labels"] as JsonObject)?.Remove(HashLabel);
        return JsonNode.DeepEquals(template, deployment["spec"]!["template"]);
    }

    private JsonObject Create(JsonObject item, IReadOnlyList<JsonObject> sets)
    {
        var template = item["spec"]!["template"]!.DeepClone();
        var hash = PodTemplates.Hash(template);
        var selector = item["spec"]!["selector"]!.DeepClone().AsObject();
        if (selector["matchLabels"] is not JsonObject matched)
            selector["matchLabels"] = matched = [];
        matched[HashLabel] = hash;
        template["metadata"]!["labels"]![HashLabel] = hash;
        var isFirst = sets.All(set => Replicas(set) == 0);
        var created = cluster.Create("ReplicaSet", item, new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{item.Name()}-{hash}",
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = new JsonObject { [Revision] = (sets.Select(RevisionOf).DefaultIfEmpty().Max() + 1).ToString(CultureInfo.InvariantCulture) },
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = isFirst ? Replicas(item) : 0,
                ["minReadySeconds"] = item["spec"]!["minReadySeconds"]?.DeepClone() ?? 0,
                ["selector"] = selector,
                ["template"] = template,
            },
        });
        cluster.Tell(item, "Normal", "ScalingReplicaSet", $"Scaled up replica set {created.Name()} from 0 to {Replicas(created)}");
        return created;
    }

    // A template that is returned to is the newest revision again.
    private void Number(JsonObject item, JsonObject current, IReadOnlyList<JsonObject> sets)
    {
        var highest = sets.Where(set => set.Uid() != current.Uid()).Select(RevisionOf).DefaultIfEmpty().Max();
        var revision = Math.Max(RevisionOf(current), highest + 1).ToString(CultureInfo.InvariantCulture);
        foreach (var numbered in new[] { current, item })
        {
            if ((string?)numbered["metadata"]?["annotations"]?[Revision] == revision)
                continue;
            cluster.Change(numbered, present =>
            {
                if (present.Metadata()["annotations"] is not JsonObject annotations)
                    present.Metadata()["annotations"] = annotations = [];
                annotations[Revision] = revision;
            });
        }
    }

    private void Roll(JsonObject item, JsonObject current, JsonObject[] old)
    {
        var wanted = Replicas(item);
        if ((string?)item["spec"]!["strategy"]?["type"] == "Recreate")
        {
            foreach (var set in old)
                Scale(set, 0);
            if (old.All(set => ((int?)set["status"]?["replicas"] ?? 0) == 0 && cluster.Owned("Pod", set).Count == 0))
                Scale(current, wanted);
            return;
        }

        var rolling = item["spec"]!["strategy"]?["rollingUpdate"];
        var surge = Quantity.Share(rolling?["maxSurge"], wanted, roundsUp: true);
        var unavailable = Quantity.Share(rolling?["maxUnavailable"], wanted, roundsUp: false);
        if (surge == 0 && unavailable == 0)
            unavailable = 1;
        var total = Replicas(current) + old.Sum(Replicas);
        if (Replicas(current) > wanted || old.Length == 0)
            Scale(current, wanted);
        else
            Scale(current, Math.Min(wanted, Replicas(current) + Math.Max(0, wanted + surge - total)));
        ScaleDown(current, old, wanted - Math.Min(unavailable, wanted));
    }

    private void ScaleDown(JsonObject current, JsonObject[] old, int minAvailable)
    {
        var present = cluster.Find("ReplicaSet", current.Namespace(), current.Name()) ?? current;
        var total = Replicas(present) + old.Sum(Replicas);
        var room = total - minAvailable - (Replicas(present) - Available(present));
        if (room <= 0)
            return; // what is told of the old ones may be of before they were scaled down
        foreach (var set in old)
        {
            // First those that do not serve anyway.
            var broken = Math.Min(Math.Max(0, room), Replicas(set) - Math.Min(Replicas(set), Available(set)));
            if (broken > 0)
                Scale(set, Replicas(set) - broken);
            room -= broken;
        }

        var spare = Math.Min(room, Available(present) + old.Sum(Available) - minAvailable);
        foreach (var set in old)
        {
            var now = cluster.Find("ReplicaSet", set.Namespace(), set.Name()) ?? set;
            var fewer = Math.Min(Math.Max(0, spare), Replicas(now));
            if (fewer > 0)
                Scale(now, Replicas(now) - fewer);
            spare -= fewer;
        }
    }

    private void Scale(JsonObject set, int replicas)
    {
        if (Replicas(set) != replicas)
            cluster.Change(set, present => present["spec"]!["replicas"] = replicas);
    }

    private void CleanUp(JsonObject item, JsonObject[] old)
    {
        var limit = (int?)item["spec"]!["revisionHistoryLimit"] ?? 10;
        var empty = old.Where(set => Replicas(set) == 0 && ((int?)set["status"]?["replicas"] ?? 0) == 0).ToArray();
        foreach (var set in empty.Take(Math.Max(0, empty.Length - limit)))
            cluster.Delete(set);
    }
}
