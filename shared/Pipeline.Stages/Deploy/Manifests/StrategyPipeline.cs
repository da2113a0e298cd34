using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Runs the pipeline of the strategy <c>custom</c> once the new version is stable, gives it the deployed objects as artifacts, and ends as it does.</summary>
internal sealed class StrategyPipeline(DeployWork work, IChildRuns runs, TimeProvider time)
{
    /// <summary>A lost message of the run's end is made up for by looking this often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        if (work.Cursor.StrategyRun is { } known)
            return await WatchAsync(known, cancellationToken);

        var execution = work.Execution;
        var traffic = work.Input.Traffic!;
        if (execution.Run.Depth >= RunPipelineStage.DeepestRun)
            return work.Fail(work.Cursor, new("too-deep", $"Runs start runs {RunPipelineStage.DeepestRun} levels deep at most, and this one is at level {execution.Run.Depth}."));

        var parameters = traffic.Parameters.DeepClone().AsObject();
        var started = await runs.StartAsync(
            new(execution.Run, execution.StageId, execution.Attempt, Application: null, traffic.Pipeline!, parameters, execution.IdempotencyKey, Waits: true)
            {
                Artifacts = [.. work.Objects.Select(each => each.Artifact), .. work.Deploy.Bound],
            },
            cancellationToken);
        execution.Log.WriteLine($"Started run {started.Number} of '{traffic.Pipeline}' ({started.Id}), which says what becomes of the versions before.");
        work.Outputs.Fields["strategyRun"] = started.Id;
        return Watching(work.Cursor with { StrategyRun = started.Id, Failures = 0 });
    }

    private async Task<StageStep> WatchAsync(string id, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, cancellationToken) is not { Run: var run })
            return work.Fail(work.Cursor, new("run-missing", $"The run '{id}' of the strategy's pipeline is gone."));
        if (!run.Status.IsComplete())
            return Watching(work.Cursor);

        work.Execution.Log.WriteLine($"Run {run.Number} of '{run.Pipeline}' ended: {StatusNames.Of(run.Status)}.");
        var reason = run.Reason is { Length: > 0 } text ? $": {text}" : "";
        return run.Status is RunStatus.Succeeded
            ? work.Again(work.Cursor with { Phase = DeployPhase.Decide, Done = 0 })
            : work.Fail(work.Cursor, new("strategy-failed", $"Run {run.Number} of the strategy's pipeline '{run.Pipeline}' ended as {StatusNames.Of(run.Status)}{reason}"));
    }

    private StageStep.Wait Watching(DeployManifestCursor cursor) => new([StageSignals.ChildEnded], time.GetUtcNow() + LookAgain, cursor.Node, work.Outputs.Fields);
}
