using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Traffic;

namespace Pipeline.Definitions.Manifests;

/// <summary>Gives a new version as many replicas as run now, whatever the manifest says (<c>use-source-capacity</c>).</summary>
public static class SourceCapacity
{
    /// <summary>Sets the replicas of a Deployment, ReplicaSet or StatefulSet; without a source they stay those of the manifest.</summary>
    /// <param name="manifest">The manifest, which is changed.</param>
    /// <param name="source">The newest version, or the object as it is; null when there is none.</param>
    public static void Apply(JsonObject manifest, JsonObject? source)
    {
        if (source is not null && manifest.KindOf() is ("Deployment" or "ReplicaSet" or "StatefulSet"))
            manifest.Child("spec")["replicas"] = ClusterPlan.ReplicasOf(source);
    }
}
