using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>
/// Reads the notifications of image registries, told apart by their shape: Docker Registry v2 (distribution.github.io, "Notifications"), GitHub's
/// container registry (<c>package</c> and <c>registry_package</c> hooks), Harbor (its own format and CloudEvents) and Docker Hub.
/// </summary>
internal static class RegistryHook
{
    /// <summary>The pushes that a body tells of; none when it tells of something else.</summary>
    /// <param name="registry">The setting that it came by.</param>
    /// <param name="host">The registry's host and port, as images name it; null for Docker Hub.</param>
    /// <param name="payload">The body.</param>
    public static IReadOnlyList<RegistryPush> Read(string registry, string? host, JsonObject payload) =>
        [.. Pushes(payload).Select(push => push with { Event = Complete(push.Event, registry, host) })];

    private static IEnumerable<RegistryPush> Pushes(JsonObject payload)
    {
        if (payload["events"] is JsonArray)
            return payload.List("events").Select(Distribution).OfType<RegistryPush>();
        if (payload.Map("push_data") is not null)
            return DockerHub(payload) is { } push ? [push] : [];
        if (payload.Map("package") is { } package)
            return GitHub(payload, package) is { } push ? [push] : [];
        if (payload.Map("registry_package") is { } registryPackage)
            return GitHub(payload, registryPackage) is { } push ? [push] : [];
        if (payload.Text("type") == "PUSH_ARTIFACT")
            return Harbor(payload, payload.Map("event_data"), payload.Text("operator"));
        return payload.Text("type") == "harbor.artifact.pushed" ? Harbor(payload, payload.Map("data"), payload.Text("operator")) : [];
    }

    // A pull and a blob's upload are events, too; a manifest that is pushed by digest alone has no tag.
    private static RegistryPush? Distribution(JsonNode? happened)
    {
        if (happened.Text("action") != "push" || happened.Text("target", "repository") is not { } image || happened.Text("target", "tag") is not { Length: > 0 } tag)
            return null;
        return Push(image, tag, happened.Text("target", "digest"), happened.Text("actor", "name"), happened!.AsObject(), happened.Text("id"));
    }

    private static RegistryPush? DockerHub(JsonObject payload) =>
        payload.Text("repository", "repo_name") is { } image && payload.Text("push_data", "tag") is { } tag
            ? Push(image, tag, digest: null, payload.Text("push_data", "pusher"), payload, delivery: null)
            : null;

    private static RegistryPush? GitHub(JsonObject payload, JsonObject package)
    {
        if (!string.Equals(package.Text("package_type"), "container", StringComparison.OrdinalIgnoreCase)
            || package.Text("name") is not { } name
            || package.Text("package_version", "container_metadata", "tag", "name") is not { Length: > 0 } tag)
        {
            return null;
        }

        var owner = package.Text("namespace") ?? package.Text("owner", "login");
        var image = owner is null ? name : $"{owner}/{name}";
        return Push(
            image.ToLowerInvariant(), tag, package.Text("package_version", "container_metadata", "tag", "digest"), payload.Text("sender", "login"), payload, delivery: null);
    }

    private static IEnumerable<RegistryPush> Harbor(JsonObject payload, JsonObject? data, string? by)
    {
        if (data.Text("repository", "repo_full_name") is not { } image)
            yield break;
        foreach (var resource in data.List("resources"))
        {
            if (resource.Text("tag") is { Length: > 0 } tag)
                yield return Push(image, tag, resource.Text("digest"), by, payload, delivery: null);
        }
    }

    private static RegistryPush Push(string image, string tag, string? digest, string? by, JsonObject payload, string? delivery) => new(
        new()
        {
            Key = "",
            By = by,
            Summary = $"push of {image}:{tag}",
            Payload = payload.Parent is null ? payload : payload.DeepClone().AsObject(),
            Image = new(image, tag, digest),
        },
        delivery);

    private static TriggerEvent Complete(TriggerEvent happened, string registry, string? host)
    {
        var push = happened.Image!;
        var name = host is null ? push.Image : $"{host}/{push.Image}";
        return happened with
        {
            Key = $"image/{registry}",
            Artifacts =
            [
                new()
                {
                    Type = ArtifactTypes.DockerImage,
                    Name = name,
                    Version = push.Tag,
                    Reference = push.Digest is null ? $"{name}:{push.Tag}" : $"{name}:{push.Tag}@{push.Digest}",
                },
            ],
        };
    }
}

/// <summary>A push that a registry tells of.</summary>
/// <param name="Event">The event.</param>
/// <param name="Delivery">The registry's id of it; null when it gives none.</param>
internal sealed record RegistryPush(TriggerEvent Event, string? Delivery);
