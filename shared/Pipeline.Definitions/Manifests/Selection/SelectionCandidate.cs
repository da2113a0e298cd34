using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Definitions.Manifests.Selection;

/// <summary>An object that a dynamic selection may choose.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made, to the second.</param>
/// <param name="Sequence">The number of its version; null for what has no versions.</param>
/// <param name="Pods">How many pods it has.</param>
/// <param name="Replicas">How many replicas it asks for; -1 when it does not say.</param>
public sealed record SelectionCandidate(string Name, DateTimeOffset CreatedAt, int? Sequence, int Pods, int Replicas)
{
    /// <summary>Reads what selection needs of an object.</summary>
    public static SelectionCandidate Of(JsonObject item)
    {
        var status = item["status"] as JsonObject;
        var pods = ManifestFields.Number(status?["replicas"]) ?? ManifestFields.Number(status?["currentNumberScheduled"]) ?? (item.KindOf() == "Pod" ? 1 : 0);
        var replicas = ManifestFields.Number((item["spec"] as JsonObject)?["replicas"]) ?? -1;
        return new(item.NameOf(), item.CreatedAtOf() ?? DateTimeOffset.MinValue, Moniker.Of(item).Sequence, (int)pods, (int)replicas);
    }
}
