using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Definitions.Manifests.Selection;

/// <summary>
/// Chooses an object of a cluster (clouddriver's ManifestProvider by criteria). What was made in the same second is told apart by its version's
/// number, then by its name.
/// </summary>
public static class DynamicSelection
{
    /// <summary>The cluster as annotations name it.</summary>
    /// <param name="kind">The kind, for example <c>ReplicaSet</c>.</param>
    /// <param name="cluster">As people write it: <c>web</c> or <c>replicaSet web</c>.</param>
    public static string ClusterOf(string kind, string cluster) => cluster.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var name] => Moniker.ClusterOf(kind, name),
        [_, var name] => Moniker.ClusterOf(kind, name),
        _ => cluster.Trim(),
    };

    /// <summary>The objects that belong to a cluster, those that are being deleted aside.</summary>
    /// <param name="items">The objects of the kind in the namespace.</param>
    /// <param name="application">The application.</param>
    /// <param name="cluster">The cluster as <see cref="ClusterOf"/> has it.</param>
    public static IEnumerable<JsonObject> MembersOf(IEnumerable<JsonObject> items, string application, string cluster) =>
        items.Where(item => item["metadata"]?["deletionTimestamp"] is null && Moniker.IsOf(item, application, cluster));

    /// <summary>Chooses one; null when there is none that fits.</summary>
    public static SelectionCandidate? Choose(IEnumerable<SelectionCandidate> candidates, SelectionCriteria criteria, SelectionSize size = SelectionSize.Pods)
    {
        var newestFirst = candidates
            .OrderByDescending(each => each.CreatedAt)
            .ThenByDescending(each => each.Sequence ?? -1)
            .ThenByDescending(each => each.Name, StringComparer.Ordinal)
            .ToList();
        int SizeOf(SelectionCandidate candidate) => size is SelectionSize.Pods ? candidate.Pods : candidate.Replicas;
        return criteria switch
        {
            SelectionCriteria.Newest => newestFirst.FirstOrDefault(),
            SelectionCriteria.SecondNewest => newestFirst.ElementAtOrDefault(1),
            SelectionCriteria.Oldest => newestFirst.LastOrDefault(),
            SelectionCriteria.Largest => newestFirst.OrderByDescending(SizeOf).ThenByDescending(each => each.Sequence ?? -1).FirstOrDefault(),
            _ => newestFirst.OrderBy(SizeOf).ThenByDescending(each => each.Sequence ?? -1).FirstOrDefault(),
        };
    }

    /// <summary>Why nothing was chosen, in a sentence that lists what there is.</summary>
    public static string Missing(IReadOnlyCollection<SelectionCandidate> members, SelectionCriteria criteria, string cluster, string application, string @namespace)
    {
        var wanted = criteria is SelectionCriteria.SecondNewest && members.Count == 1 ? "no second newest object" : "no object";
        var there = members.Count == 0 ? "There is none at all." : $"There is only {string.Join(", ", members.Select(each => each.Name))}.";
        return $"The cluster '{cluster}' of the application '{application}' has {wanted} in the namespace '{@namespace}'. {there}";
    }
}
