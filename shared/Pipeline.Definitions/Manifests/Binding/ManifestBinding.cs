using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Manifests.Binding;

/// <summary>Puts the versions that a run is about into manifests.</summary>
public static class ManifestBinding
{
    /// <summary>Binds every field of a manifest that an artifact fits.</summary>
    /// <param name="manifest">The manifest, which is changed.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <returns>The artifacts that were used, each once.</returns>
    public static IReadOnlyList<Artifact> Bind(JsonObject manifest, BindableArtifacts artifacts)
    {
        var used = new List<Artifact>();
        foreach (var place in BindingPlace.AllOf(manifest).ToList())
        {
            if (artifacts.Find(place, manifest.NamespaceOf()) is not { } artifact)
                continue;

            place.Parent[place.Field] = artifact.Reference;
            if (!used.Contains(artifact))
                used.Add(artifact);
        }

        return used;
    }

    /// <summary>The sentence for required artifacts that no manifest has used; null when there are none.</summary>
    /// <param name="unused">The artifacts.</param>
    /// <param name="images">The images that the manifests name.</param>
    public static string? FaultOf(IReadOnlyList<Artifact> unused, IReadOnlyCollection<string> images)
    {
        if (unused.Count == 0)
            return null;

        var listed = images.Count == 0 ? "They name no image." : $"The images that they name: {string.Join(", ", images.Order(StringComparer.Ordinal).Take(10))}.";
        return $"No manifest uses the required {(unused.Count == 1 ? "artifact" : "artifacts")} {string.Join(", ", unused.Select(each => $"'{each}'"))}. {listed}";
    }
}
