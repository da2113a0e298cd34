using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>
/// Sends the traffic of Services to an object: its pods get the labels that the Services select. The stage ends when the pods are among the Services'
/// endpoints. Of a ReplicaSet the pods stay as they are; of a Deployment, StatefulSet or DaemonSet the change triggers a rollout. What is enabled
/// already stays so (Spinnaker's enableManifest).
/// </summary>
/// <example>
/// <code>
/// - id: enable
///   type: deploy.enable
///   with: { target: production, namespace: shop, kind: ReplicaSet, cluster: web, criteria: newest }
/// </code>
/// </example>
public sealed class EnableStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<TrafficInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.enable",
        Title = "Enable",
        KoreanTitle = "배포 - Enable",
        StageClass = typeof(EnableStage),
        Input = DeployStagesJson.Default.TrafficInput,
        Create = services => new EnableStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [.. DeployOutputs.Changed, new("services", "The names of the Services.")],
    };

    /// <inheritdoc/>
    protected override async Task<JsonObject?> PrepareAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        await new TrafficSwitch(work, isEnabled: true).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        new TrafficSwitch(work, isEnabled: true).ChangeAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task<string?> MissingAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        new TrafficSwitch(work, isEnabled: true).MissingAsync(cancellationToken);
}
