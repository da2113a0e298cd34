using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>
/// Takes an object out of Services: its pods lose the labels that the Services select, and run on without traffic. The stage ends when none of them
/// is among the Services' endpoints. Of a ReplicaSet the pods stay as they are; of a Deployment, StatefulSet or DaemonSet the change triggers a
/// rollout. What is disabled already stays so; autoscalers are not touched (Spinnaker's disableManifest).
/// </summary>
/// <example>
/// <code>
/// - id: disable
///   type: deploy.disable
///   with: { target: production, namespace: shop, kind: ReplicaSet, cluster: web, criteria: second-newest }
/// </code>
/// </example>
public sealed class DisableStage(IDeploymentTargets targets, TimeProvider time) : TrafficStage(targets, time, isEnabled: false)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.disable",
        Title = "Disable",
        KoreanTitle = "배포 - Disable",
        StageClass = typeof(DisableStage),
        Input = DeployStagesJson.Default.TrafficInput,
        Create = services => new DisableStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [.. DeployOutputs.Changed, new("services", "The names of the Services.")],
    };
}
