using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// Waits until objects are stable, each by the rule of its kind, and fails at once with the pod's own reason, its events and its last log lines when
/// one cannot become stable. It changes nothing.
/// </summary>
/// <example>
/// <code>
/// - id: stable
///   type: deploy.wait-stable
///   with: { target: production, namespace: shop, kinds: [Deployment, StatefulSet], labelSelectors: [{ key: app, kind: EQUALS, values: [web] }] }
/// </code>
/// </example>
public sealed class WaitStableStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<WaitStableInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.wait-stable",
        Title = "Wait until stable",
        KoreanTitle = "배포 - 안정화 대기",
        StageClass = typeof(WaitStableStage),
        Input = DeployStagesJson.Default.WaitStableInput,
        Create = services => new WaitStableStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = [DeployOutputs.Objects],
    };

    /// <inheritdoc/>
    protected override bool IsReading => true;

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<WaitStableInput> work, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ObjectMutation>>([]);
}

/// <summary>What <c>deploy.wait-stable</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster", "labelSelectors")]
public sealed record WaitStableInput : ObjectsInput, IStableWaitInput
{
    bool IStableWaitInput.WaitForStable => true;

    /// <summary>How long the objects may take.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(31)]
    public TimeSpan StableTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a pod may crash, or fail to pull its image, before the stage fails; four times as long where it waits for a node or a volume.</summary>
    [JsonConverter(typeof(DurationConverter))]
    [JsonPropertyOrder(32)]
    public TimeSpan FailFastAfter { get; set; } = TimeSpan.FromSeconds(30);
}
