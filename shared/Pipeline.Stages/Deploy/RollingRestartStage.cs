using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// Restarts the pods of a Deployment, StatefulSet or DaemonSet one after the other, by the rollout of its own, as <c>kubectl rollout restart</c>
/// does, and waits until the new ones are there (Spinnaker's rollingRestartManifest).
/// </summary>
/// <example>
/// <code>
/// - id: restart
///   type: deploy.rolling-restart
///   with: { target: production, namespace: shop, name: deployment web }
/// </code>
/// </example>
public sealed class RollingRestartStage(IDeploymentTargets targets, TimeProvider time) : ObjectStage<RollingRestartInput>(targets, time)
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.rolling-restart",
        Title = "Rolling restart",
        KoreanTitle = "배포 - Rolling restart",
        StageClass = typeof(RollingRestartStage),
        Input = DeployStagesJson.Default.RollingRestartInput,
        Create = services => new RollingRestartStage(services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<TimeProvider>()),
        Outputs = DeployOutputs.Changed,
    };

    /// <inheritdoc/>
    protected override async Task<JsonObject?> PrepareAsync(ObjectWork<RollingRestartInput> work, CancellationToken cancellationToken)
    {
        var selected = work.Objects[0];
        if (selected.Kind is not ("Deployment" or "StatefulSet" or "DaemonSet"))
            throw new StageFailedException(new StageError("kind-unfit", $"A {selected.Kind} does not roll out. Deployments, StatefulSets and DaemonSets do."));

        var item = await work.ReadAsync(selected, cancellationToken);
        if (item["spec"]?["paused"] is JsonValue paused && paused.TryGetValue<bool>(out var isPaused) && isPaused)
            throw new StageFailedException(new StageError("rollout-paused", $"The rollout of {selected} is paused, so that nothing would be restarted. Resume it first."));

        // The same whenever the change runs again.
        return new() { ["restartedAt"] = Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<RollingRestartInput> work, CancellationToken cancellationToken)
    {
        var selected = work.Objects[0];
        var before = await work.ReadAsync(selected, cancellationToken);
        var annotations = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = work.Plan!["restartedAt"]!.DeepClone() };
        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } } } };
        var after = await work.Client.PatchAsync(selected.Reference, PatchKind.Merge, patch, new(), cancellationToken);
        return [ObjectMutation.Between(before, after, "restarted")];
    }
}

/// <summary>What <c>deploy.rolling-restart</c> takes.</summary>
[Catalog.ExactlyOneOf("name", "cluster")]
public sealed record RollingRestartInput : StableObjectInput;
