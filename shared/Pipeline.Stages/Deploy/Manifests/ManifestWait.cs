using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Waits until everything is stable.</summary>
internal sealed class ManifestWait(DeployWork work, TimeProvider time)
{
    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        if (work.Cursor.Waiting is null)
            await LabelPodsAsync(cancellationToken);
        var options = new StableWaitOptions { Timeout = work.Input.StableTimeout, Grace = work.Input.FailFastAfter, Deadline = work.Execution.Deadline };
        var objects = work.Cursor.Written.Select(written => work.Objects[written.Index].ReferenceOf(written)).ToArray();
        var cursor = work.Cursor with { Waiting = work.Cursor.Waiting ?? new() { Since = time.GetUtcNow() } };
        return await new StableWait(work.Client, options, time, work.Execution.Log).WatchAsync(objects, cursor.Waiting, cancellationToken) switch
        {
            StableWaitResult.Failed failed => DeployWork.Fail(work.Input, cursor, work.Outputs, failed.Error), // the wait has told the log
            StableWaitResult.Continues continues => work.Again(cursor with { Waiting = continues.Cursor }),
            _ => work.Again(cursor with { Phase = Next, Waiting = null, Done = 0 }),
        };
    }

    /// <summary>The pods of a version that was taken out of the Services before lack the labels that its template has again, without which it is never stable.</summary>
    private async Task LabelPodsAsync(CancellationToken cancellationToken)
    {
        if (work.Traffic is not { } managed || work.Input.Traffic?.Enable is false)
            return;

        var traffic = new ReplicaSetTraffic(work);
        if (await traffic.FindAsync(managed.Manifest.NameOf(), cancellationToken) is not { } replicaSet)
            return;
        foreach (var pod in await traffic.PodsAsync(replicaSet, cancellationToken))
            await traffic.SwitchPodAsync(pod, isEnabled: true, cancellationToken);
    }

    private DeployPhase Next => work.Input.Traffic?.Strategy switch
    {
        TrafficStrategy.RollingRedBlack => DeployPhase.Roll,
        TrafficStrategy.Custom => DeployPhase.Strategy,
        _ => DeployPhase.Decide,
    };
}
