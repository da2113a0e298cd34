using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests;

/// <summary>Which namespace objects go to.</summary>
public static class NamespaceRules
{
    /// <summary>Where objects go that name no namespace.</summary>
    public const string Default = "default";

    /// <summary>Sets the namespace: that of the stage for all namespaced objects, else the manifest's, else the fallback. Objects without namespace name none.</summary>
    /// <param name="manifest">The manifest, which is changed.</param>
    /// <param name="isNamespaced">Whether the server has objects of the kind in namespaces.</param>
    /// <param name="given">The namespace that the stage names; null or blank: the manifest's.</param>
    /// <param name="fallback">The namespace of objects that name none.</param>
    public static void Apply(JsonObject manifest, bool isNamespaced, string? given, string fallback = Default)
    {
        var metadata = manifest.Child("metadata");
        if (!isNamespaced)
            metadata.Remove("namespace");
        else if (!string.IsNullOrWhiteSpace(given))
            metadata["namespace"] = given.Trim();
        else if (manifest.NamespaceOf() is null)
            metadata["namespace"] = fallback;
    }
}
