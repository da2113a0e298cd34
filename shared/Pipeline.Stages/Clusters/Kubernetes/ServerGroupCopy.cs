using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Definitions.Manifests.Versions;

namespace Pipeline.Stages.Clusters.Kubernetes;

/// <summary>Writes the manifest of a copy of a server group: the same pods under another version, with other images where they are given.</summary>
internal static class ServerGroupCopy
{
    /// <summary>The manifest. The source's autoscaler is not copied: it scales the source alone.</summary>
    public static JsonObject Of(JsonObject source, ServerGroupClone clone, KubernetesCluster cluster, NamespaceObjects objects)
    {
        var (_, number) = VersionName.Split(clone.Name);
        var spec = source["spec"]!.DeepClone().AsObject();
        spec["replicas"] = clone.Capacity.Desired;
        var copy = new JsonObject
        {
            ["apiVersion"] = source.ApiVersionOf(),
            ["kind"] = source.KindOf(),
            ["metadata"] = new JsonObject
            {
                ["name"] = clone.Name,
                ["namespace"] = cluster.Namespace,
                ["labels"] = source["metadata"]?["labels"]?.DeepClone(),
                ["annotations"] = source["metadata"]?["annotations"]?.DeepClone(),
            },
            ["spec"] = spec,
        };
        var annotations = copy["metadata"]!.AsObject().Child("annotations");
        annotations.Remove(ManifestMarks.DigestAnnotation); // It says what deploy.manifest has written, which the copy is not.

        var template = copy.PodTemplateOf()!;
        var labels = template.Child("metadata").Child("labels");
        if (spec["selector"]?["matchLabels"] is JsonObject selector && selector.ContainsKey(Moniker.SequenceLabel))
            selector[Moniker.SequenceLabel] = $"{number}";
        ManifestMarks.Write(
            copy, new(cluster.Application, cluster.Cluster, number), ManifestMarks.ArtifactOf(copy, cluster.Name, number is { } version ? VersionName.WordOf(version) : null),
            digest: null, labelsPodTemplate: labels.ContainsKey(Moniker.SequenceLabel));
        UseImages(copy, clone.Images);
        foreach (var (name, value) in objects.ServicesOf(source).SelectMany(TrafficRules.SelectorOf))
        {
            if (clone.IsEnabled)
                labels[name] = value;
            else if ((spec["selector"]?["matchLabels"] as JsonObject)?.ContainsKey(name) is not true)
                labels.Remove(name);
        }

        return copy;
    }

    private static void UseImages(JsonObject copy, IReadOnlyList<string> images)
    {
        var unused = images.ToHashSet(StringComparer.Ordinal);
        foreach (var place in BindingPlace.ImagesOf(copy))
        {
            if (images.FirstOrDefault(image => ImageNames.NameOf(image) == ImageNames.NameOf(place.Text)) is not { } given)
                continue;
            place.Parent[place.Field] = given;
            unused.Remove(given);
        }

        if (unused.Count > 0)
            throw new StageFailedException(new StageError("image-unused", $"images: No container of {copy.TitleOf()} has the image of {string.Join(", ", unused)}. Its images are {string.Join(", ", BindingPlace.ImagesOf(copy).Select(place => place.Text).Distinct())}."));
    }
}
