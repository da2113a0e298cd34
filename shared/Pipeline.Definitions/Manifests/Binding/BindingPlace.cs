using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Manifests.Binding;

/// <summary>A field of a manifest that names an artifact.</summary>
/// <param name="Type">The artifact's type.</param>
/// <param name="Name">The artifact's name, without version.</param>
/// <param name="Parent">The map that has the field.</param>
/// <param name="Field">The field.</param>
public sealed record BindingPlace(string Type, string Name, JsonObject Parent, string Field)
{
    /// <summary>Everything that the field says now.</summary>
    public string Text => ManifestFields.Text(Parent[Field]) ?? "";

    /// <summary>
    /// The fields of a manifest, whatever its kind, that name images, ConfigMaps, Secrets and what a HorizontalPodAutoscaler scales: wherever a map
    /// <c>spec</c> has containers, so in bare pods, workloads, CronJobs and custom resources that make pods (clouddriver's Replacer).
    /// </summary>
    public static IEnumerable<BindingPlace> AllOf(JsonObject manifest)
    {
        if (manifest.KindOf() == "HorizontalPodAutoscaler" && (manifest["spec"] as JsonObject)?["scaleTargetRef"] is JsonObject target && ManifestFields.Text(target["kind"]) is { Length: > 0 } kind)
            return Named(target, "name", ArtifactTypes.Kubernetes(kind));
        return PodSpecsIn(manifest).SelectMany(InPodSpec);
    }

    /// <summary>The fields that name images.</summary>
    public static IEnumerable<BindingPlace> ImagesOf(JsonObject manifest) => PodSpecsIn(manifest).SelectMany(ContainersOf).SelectMany(Image);

    private static IEnumerable<JsonObject> PodSpecsIn(JsonObject map)
    {
        foreach (var (name, value) in map)
        {
            foreach (var child in value switch { JsonObject inner => [inner], JsonArray list => list.OfType<JsonObject>(), _ => [] })
            {
                if (name == "spec" && (child["containers"] is JsonArray || child["initContainers"] is JsonArray))
                    yield return child;
                foreach (var found in PodSpecsIn(child))
                    yield return found;
            }
        }
    }

    private static IEnumerable<BindingPlace> InPodSpec(JsonObject spec)
    {
        foreach (var container in ContainersOf(spec))
        {
            foreach (var place in Image(container).Concat(Items(container, "envFrom").SelectMany(Sources("configMapRef", "secretRef")))
                .Concat(Items(container, "env").Select(variable => variable["valueFrom"]).OfType<JsonObject>().SelectMany(Sources("configMapKeyRef", "secretKeyRef"))))
                yield return place;
        }

        foreach (var volume in Items(spec, "volumes"))
        {
            var own = Sources("configMap", "")(volume).Concat(volume["secret"] is JsonObject secret ? Named(secret, "secretName", ArtifactTypes.Kubernetes("Secret")) : []);
            var projected = volume["projected"] is JsonObject projection ? Items(projection, "sources").SelectMany(Sources("configMap", "secret")) : [];
            foreach (var place in own.Concat(projected))
                yield return place;
        }

        foreach (var place in Items(spec, "imagePullSecrets").SelectMany(each => Named(each, "name", ArtifactTypes.Kubernetes("Secret"))))
            yield return place;
    }

    private static IEnumerable<JsonObject> ContainersOf(JsonObject spec) => Items(spec, "initContainers").Concat(Items(spec, "containers"));

    private static IEnumerable<BindingPlace> Image(JsonObject container)
    {
        if (ManifestFields.Text(container["image"]) is { Length: > 0 } image)
            yield return new(ArtifactTypes.DockerImage, ImageNames.NameOf(image), container, "image");
    }

    private static Func<JsonObject, IEnumerable<BindingPlace>> Sources(string configMap, string secret) => source =>
        (source[configMap] is JsonObject map ? Named(map, "name", ArtifactTypes.Kubernetes("ConfigMap")) : [])
        .Concat(source[secret] is JsonObject hidden ? Named(hidden, "name", ArtifactTypes.Kubernetes("Secret")) : []);

    private static IEnumerable<BindingPlace> Named(JsonObject parent, string field, string type)
    {
        if (ManifestFields.Text(parent[field]) is { Length: > 0 } name)
            yield return new(type, name, parent, field);
    }

    private static IEnumerable<JsonObject> Items(JsonObject parent, string name) => (parent[name] as JsonArray)?.OfType<JsonObject>() ?? [];
}
