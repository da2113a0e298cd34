using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// Sets how many replicas an object has (a Deployment, ReplicaSet, StatefulSet or any other kind that can be scaled) and waits until they are
/// there. Where an autoscaler is in charge, it says so: that one will change the number again (Spinnaker's scaleManifest).
/// </summary>
/// <example>
/// <code>
/// - id: scale-down
///   type: deploy.scale
///   with: { target: production, namespace: shop, kind: ReplicaSet, cluster: web, criteria: second-newest, replicas: 0 }
/// </code>
/// </example>
public sealed class ScaleStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<ScaleInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.scale",
        Title = "Scale",
        KoreanTitle = "배포 - Scale",
        StageClass = typeof(ScaleStage),
        Input = DeployStagesJson.Default.ScaleInput,
        Create = services => new ScaleStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [.. DeployOutputs.Changed, new("autoscaler", "The name of the HorizontalPodAutoscaler that is in charge of the object; absent when there is none.")],
    };

    /// <inheritdoc/>
    protected override async Task<JsonObject?> PrepareAsync(ObjectWork<ScaleInput> work, CancellationToken cancellationToken)
    {
        if (work.Input.Replicas < 0)
            throw new StageFailedException(new StageError("invalid-input", $"replicas: It is 0 or more, and not {work.Input.Replicas}."));

        var selected = work.Objects[0];
        var resource = await work.Client.FindResourceAsync(selected.ApiVersion, selected.Kind, cancellationToken);
        if (!resource.Subresources.Contains("scale"))
            throw new StageFailedException(new StageError("kind-unfit", $"A {selected.Kind} has no replicas that could be set. Deployments, ReplicaSets and StatefulSets have."));
        return null;
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<ScaleInput> work, CancellationToken cancellationToken)
    {
        var selected = work.Objects[0];
        var autoscalers = await work.Client.ListAsync(new() { ApiVersion = "autoscaling/v2", Kind = "HorizontalPodAutoscaler", Namespace = selected.Namespace }, cancellationToken);
        if (autoscalers.Items.FirstOrDefault(each => Scales(each, selected)) is { } autoscaler)
        {
            work.Outputs["autoscaler"] = autoscaler.NameOf();
            work.Execution.Log.WriteLine(
                $"{autoscaler.TitleOf()} is in charge of {selected}, between {autoscaler["spec"]?["minReplicas"] ?? 1} and {autoscaler["spec"]?["maxReplicas"]} replicas: it may change the number again.");
        }

        var before = await work.ReadAsync(selected, cancellationToken);
        await work.Client.ScaleAsync(selected.Reference, work.Input.Replicas, new(), cancellationToken);
        return [ObjectMutation.Between(before, await work.ReadAsync(selected, cancellationToken), "scaled")];
    }

    private static bool Scales(JsonObject autoscaler, SelectedObject selected) =>
        autoscaler["spec"]?["scaleTargetRef"] is JsonObject reference && (string?)reference["kind"] == selected.Kind && (string?)reference["name"] == selected.Name;
}

/// <summary>What <c>deploy.scale</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record ScaleInput : StableObjectInput
{
    /// <summary>How many replicas the object is to have.</summary>
    [JsonPropertyOrder(20)]
    public required int Replicas { get; init; }
}
