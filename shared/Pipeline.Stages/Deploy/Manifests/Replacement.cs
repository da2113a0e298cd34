using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>An object that takes the place of another as a whole.</summary>
internal static class Replacement
{
    /// <summary>The object with the version of the one that it replaces, so that nobody's change in between is lost.</summary>
    public static JsonObject Of(JsonObject manifest, JsonObject before)
    {
        var copy = manifest.DeepClone().AsObject();
        var metadata = copy.Child("metadata");
        metadata["resourceVersion"] = before.ResourceVersionOf();
        if (copy.KindOf() == "Service" && copy["spec"] is JsonObject spec && before["spec"]?["clusterIP"] is { } address)
        {
            // A Service keeps its addresses, which the API does not let go.
            if (!spec.ContainsKey("clusterIP"))
                spec["clusterIP"] = address.DeepClone();
            if (!spec.ContainsKey("clusterIPs") && before["spec"]?["clusterIPs"] is { } all)
                spec["clusterIPs"] = all.DeepClone();
        }

        return copy;
    }
}
