using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Definitions.Manifests.Versions;

/// <summary>Which version an object becomes (clouddriver's ResourceVersioner).</summary>
public static class VersionRules
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>
    /// The newest version that is there already with the same content; null when there is none. Of an object that Spinnaker deployed, what it was
    /// applied with last is compared.
    /// </summary>
    /// <param name="existing">The objects of the kind in the namespace.</param>
    /// <param name="name">The name without version.</param>
    /// <param name="manifest">The object as it is to be, before it was given a version.</param>
    /// <param name="digest">The digest of it.</param>
    public static int? FindEqual(IEnumerable<JsonObject> existing, string name, JsonObject manifest, string digest) => existing
        .Where(each => each["metadata"]?["deletionTimestamp"] is null && IsEqual(each, manifest, digest))
        .Select(each => VersionName.NumberOf(each.NameOf(), name))
        .Max();

    /// <summary>The number after the greatest that is known: 0 when there is none.</summary>
    /// <param name="existing">The names of the objects of the kind in the namespace.</param>
    /// <param name="name">The name without version.</param>
    /// <param name="reserved">The greatest number that was ever given away; null when none was.</param>
    public static int Next(IEnumerable<string> existing, string name, int? reserved) =>
        Math.Max(existing.Select(each => VersionName.NumberOf(each, name)).Max() ?? -1, reserved ?? -1) + 1;

    /// <summary>The versions that are too many, oldest first: those beyond the newest so many by creation, then by number. The kept one is never among them.</summary>
    /// <param name="versions">All versions of the cluster.</param>
    /// <param name="most">How many stay.</param>
    /// <param name="kept">The name of the version that was just deployed.</param>
    public static IReadOnlyList<JsonObject> Beyond(IEnumerable<JsonObject> versions, int most, string kept) =>
    [
        .. versions
            .Where(each => each["metadata"]?["deletionTimestamp"] is null && each.NameOf() != kept)
            .OrderByDescending(each => each.CreatedAtOf())
            .ThenByDescending(each => Moniker.Of(each).Sequence)
            .Skip(most - 1)
            .Reverse(),
    ];

    private static bool IsEqual(JsonObject existing, JsonObject manifest, string digest)
    {
        if (existing.AnnotationOf(ManifestMarks.DigestAnnotation) is { } known)
            return known == digest;
        if (existing.AnnotationOf(LastApplied) is not { } text)
            return false;

        try
        {
            return JsonNode.Parse(text) is JsonObject applied && ManifestDigest.Of(WithoutMarks(applied)) == ManifestDigest.Of(WithoutMarks(manifest));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The object without what Spinnaker writes into pod templates, which differs from version to version.</summary>
    private static JsonObject WithoutMarks(JsonObject manifest)
    {
        var copy = manifest.DeepClone().AsObject();
        if (copy.KindOf() == "Pod" || copy.PodTemplateOf()?["metadata"] is not JsonObject metadata)
            return copy;

        foreach (var part in new[] { "annotations", "labels" })
        {
            if (metadata[part] is not JsonObject map)
                continue;

            foreach (var name in map.Select(field => field.Key).Where(name => IsMark(name)).ToList())
                map.Remove(name);
            if (map.Count == 0)
                metadata.Remove(part);
        }

        if (metadata.Count == 0)
            copy.PodTemplateOf()!.Remove("metadata");
        return copy;
    }

    private static bool IsMark(string name) =>
        name is MarkNames.ManagedBy or MarkNames.Name || name.Contains(".spinnaker.io/", StringComparison.Ordinal) || name.Contains(".pipeline.io/", StringComparison.Ordinal);
}
