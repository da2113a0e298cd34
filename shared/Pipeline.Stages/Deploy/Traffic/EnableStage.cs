using Microsoft.Extensions.DependencyInjection;
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
public sealed class EnableStage(IDeploymentTargets targets, TimeProvider time) : TrafficStage(targets, time, isEnabled: true)
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
}
