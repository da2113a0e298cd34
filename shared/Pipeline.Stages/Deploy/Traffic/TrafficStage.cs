using System.Text.Json.Nodes;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Traffic;

/// <summary>A stage that sends the traffic of Services to an object or takes it away.</summary>
/// <param name="targets">The deployment targets.</param>
/// <param name="time">The time.</param>
/// <param name="isEnabled">Whether the object is to get traffic.</param>
public abstract class TrafficStage(IDeploymentTargets targets, TimeProvider time, bool isEnabled) : ObjectStage<TrafficInput>(targets, time)
{
    /// <inheritdoc/>
    protected sealed override async Task<JsonObject?> PrepareAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        await new TrafficSwitch(work, isEnabled).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        new TrafficSwitch(work, isEnabled).ChangeAsync(cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task<string?> MissingAsync(ObjectWork<TrafficInput> work, CancellationToken cancellationToken) =>
        new TrafficSwitch(work, isEnabled).MissingAsync(cancellationToken);
}
