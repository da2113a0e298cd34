using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.Manifests.Differences;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// Finds the artifacts that an object of a cluster uses, images, ConfigMaps and Secrets, so that stages behind it can deploy the same elsewhere. It
/// changes nothing (Spinnaker's findArtifactsFromResource).
/// </summary>
/// <example>
/// <code>
/// - id: running
///   type: deploy.find-artifacts-from-resource
///   produces: [{ id: image, match: { type: docker/image } }]
///   with: { target: staging, namespace: shop, name: deployment web }
/// </code>
/// </example>
public sealed class FindArtifactsFromResourceStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<FindArtifactsFromResourceInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.find-artifacts-from-resource",
        Title = "Find artifacts from resource",
        KoreanTitle = "배포 - 리소스에서 아티팩트 찾기",
        StageClass = typeof(FindArtifactsFromResourceStage),
        Input = DeployStagesJson.Default.FindArtifactsFromResourceInput,
        Create = services => new FindArtifactsFromResourceStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs =
        [
            DeployOutputs.Objects,
            new("manifest", "The object as it is, without managedFields; a Secret's values are hidden."),
            new("artifacts", "What it uses: images, and ConfigMaps, Secrets and scaled workloads as artifacts of the type kubernetes/…."),
        ],
    };

    /// <inheritdoc/>
    protected override bool IsReading => true;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<FindArtifactsFromResourceInput> work, CancellationToken cancellationToken)
    {
        var item = await work.ReadAsync(work.Objects[0], cancellationToken);
        var artifacts = BindingPlace.AllOf(item).Select(place => ArtifactOf(place, item.NamespaceOf())).Distinct().Take(ArtifactPayload.Most).ToList();
        var manifest = ObjectDifference.Mask(item);
        (manifest["metadata"] as JsonObject)?.Remove("managedFields");
        work.Outputs["manifest"] = manifest;
        work.Outputs[ArtifactOutputs.Name] = new JsonArray([.. artifacts.Select(ArtifactJson.Write)]);
        foreach (var artifact in artifacts)
            work.Execution.Log.WriteLine($"Found {artifact}.");
        return [];
    }

    private static Artifact ArtifactOf(BindingPlace place, string? @namespace)
    {
        if (place.Type == ArtifactTypes.DockerImage)
        {
            return DockerImage.TryParse(place.Text, out var image, out _)
                ? image.ToArtifact()
                : new() { Type = place.Type, Name = ImageNames.NameOf(place.Text), Reference = place.Text };
        }

        var (name, version) = VersionName.Split(place.Text);
        return new() { Type = place.Type, Name = name, Version = version is { } number ? VersionName.WordOf(number) : null, Location = @namespace, Reference = place.Text };
    }
}

/// <summary>What <c>deploy.find-artifacts-from-resource</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record FindArtifactsFromResourceInput : ObjectInput;
