using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Waits until everything is stable.</summary>
internal sealed class ManifestWait(DeployWork work, TimeProvider time)
{
    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
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

    private DeployPhase Next => work.Input.Traffic?.Strategy switch
    {
        TrafficStrategy.RollingRedBlack => DeployPhase.Roll,
        TrafficStrategy.Custom => DeployPhase.Strategy,
        _ => DeployPhase.Decide,
    };
}
