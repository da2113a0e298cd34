using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Deploy.Waiting;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy;

/// <summary>
/// A stage that works on objects of a cluster, in steps: it chooses them once, so that a step that runs again works on the same; changes them;
/// and waits until they are stable.
/// </summary>
/// <typeparam name="TInput">The stage's input.</typeparam>
public abstract class ObjectStage<TInput>(IDeploymentTargets targets, TimeProvider time) : Stage<TInput>
    where TInput : ObjectInput
{
    /// <summary>The time.</summary>
    protected TimeProvider Time { get; } = time;

    /// <inheritdoc/>
    public sealed override async ValueTask<StageStep> ExecuteAsync(StageExecution<TInput> execution, CancellationToken cancellationToken)
    {
        var cursor = ObjectCursor.Of(execution.Cursor);
        try
        {
            using var target = await targets.OpenAsync(execution.Input.Target, execution.Run, cancellationToken);
            var work = new ObjectWork<TInput>(execution, target, cursor.Objects ?? [], cursor.Plan, OutputsOf(execution));
            if (cursor.Objects is null)
                return await BeginAsync(work, cancellationToken);
            return cursor.IsChanged ? await WaitAsync(work, cursor, cancellationToken) : await ChangeStepAsync(work, cancellationToken);
        }
        catch (KubernetesException failed)
        {
            if (KubernetesErrors.PauseAfter(failed, cursor.Failures) is not { } pause)
                return new StageStep.Failed(KubernetesErrors.ErrorOf(failed, execution.Input.Target), OutputsOf(execution));

            execution.Log.WriteLine($"{failed.Message} The stage tries again.");
            return new StageStep.Again(pause, (cursor with { Failures = cursor.Failures + 1 }).Node, OutputsOf(execution));
        }
    }

    /// <inheritdoc/>
    public override ValueTask<JsonObject?> CancelAsync(StageExecution<TInput> execution, CancellationToken cancellationToken)
    {
        var cursor = ObjectCursor.Of(execution.Cursor);
        var objects = string.Join(", ", (cursor.Objects ?? []).Take(10));
        execution.Log.WriteLine(cursor switch
        {
            { Objects: null } => "The stage ended before it changed anything.",
            { IsChanged: true } => $"The stage no longer waits. What it changed stays as it is: {objects}.",
            _ => $"The stage ended while it was changing {objects}; what it changed until then stays as it is.",
        });
        return new(OutputsOf(execution));
    }

    /// <summary>What is done when nothing was selected; by default the stage fails.</summary>
    protected virtual StageStep NothingSelected(ObjectWork<TInput> work) =>
        new StageStep.Failed(new("object-not-found", "There is no such object: the log says what was looked for. Check namespace, kind and name."));

    /// <summary>Refuses objects that the stage cannot work on, and finds out what the change needs to know beforehand. Changes nothing.</summary>
    /// <returns>What <see cref="ChangeAsync"/> is given, of which nothing may be secret; null for nothing.</returns>
    protected virtual Task<JsonObject?> PrepareAsync(ObjectWork<TInput> work, CancellationToken cancellationToken) => Task.FromResult<JsonObject?>(null);

    /// <summary>Changes the objects. Run twice, it leaves them as if it had run once.</summary>
    /// <returns>What was changed.</returns>
    protected abstract Task<IReadOnlyList<ObjectMutation>> ChangeAsync(ObjectWork<TInput> work, CancellationToken cancellationToken);

    /// <summary>Whether the stage changes nothing, so that a read-only target will do.</summary>
    protected virtual bool IsReading => false;

    /// <summary>What is waited for after the objects are stable; null when it is there, else how it is missing.</summary>
    protected virtual Task<string?> MissingAsync(ObjectWork<TInput> work, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private async Task<StageStep> BeginAsync(ObjectWork<TInput> work, CancellationToken cancellationToken)
    {
        if (!IsReading)
            work.Target.CheckWritable();
        var objects = await new ObjectSelection(work.Target, work.Execution.Run.Application, work.Execution.Log).FindAsync(work.Execution.Input, cancellationToken);
        if (objects.Count == 0)
            return NothingSelected(work);

        work = work with { Objects = objects };
        work.Outputs["objects"] = new JsonArray([.. objects.Select(each => (JsonNode)each.ToJson())]);
        var plan = await PrepareAsync(work, cancellationToken);
        return new StageStep.Again(TimeSpan.Zero, new ObjectCursor { Objects = objects, Plan = plan }.Node, work.Outputs);
    }

    private async Task<StageStep> ChangeStepAsync(ObjectWork<TInput> work, CancellationToken cancellationToken)
    {
        var mutations = await ChangeAsync(work, cancellationToken);
        foreach (var mutation in mutations)
            mutation.Write(work.Execution.Log);
        if (!IsReading)
            work.Outputs["changes"] = new JsonArray([.. mutations.Select(mutation => (JsonNode)mutation.ToJson())]);
        if (work.Execution.Input is not IStableWaitInput { WaitForStable: true })
            return new StageStep.Succeeded(work.Outputs);
        return new StageStep.Again(TimeSpan.Zero, new ObjectCursor { Objects = work.Objects, Plan = work.Plan, IsChanged = true }.Node, work.Outputs);
    }

    private async Task<StageStep> WaitAsync(ObjectWork<TInput> work, ObjectCursor cursor, CancellationToken cancellationToken)
    {
        var input = (IStableWaitInput)work.Execution.Input;
        var since = cursor.Wait ?? new StableWaitCursor { Since = Time.GetUtcNow() };
        var options = new StableWaitOptions { Timeout = input.StableTimeout, Grace = input.FailFastAfter, Deadline = work.Execution.Deadline };
        var result = await new StableWait(work.Client, options, Time, work.Execution.Log).WatchAsync([.. work.Objects.Select(each => each.Reference)], since, cancellationToken);
        return result switch
        {
            StableWaitResult.Failed failed => new StageStep.Failed(failed.Error, work.Outputs),
            StableWaitResult.Continues continues => new StageStep.Again(TimeSpan.Zero, (cursor with { Wait = continues.Cursor, Failures = 0 }).Node, work.Outputs),
            _ when await MissingAsync(work, cancellationToken) is { } missing => Missing(work, cursor with { Wait = since, Failures = 0 }, missing, input),
            _ => new StageStep.Succeeded(work.Outputs),
        };
    }

    private StageStep Missing(ObjectWork<TInput> work, ObjectCursor cursor, string missing, IStableWaitInput input)
    {
        if (Time.GetUtcNow() - cursor.Wait!.Since >= input.StableTimeout)
            return new StageStep.Failed(new("not-stable", missing), work.Outputs);
        if (cursor.Wait.Said.GetValueOrDefault("") != missing)
            work.Execution.Log.WriteLine(missing);
        var said = new Dictionary<string, string>(cursor.Wait.Said) { [""] = missing };
        return new StageStep.Again(TimeSpan.FromSeconds(2), (cursor with { Wait = cursor.Wait with { Said = said } }).Node, work.Outputs);
    }

    private static JsonObject OutputsOf(StageExecution execution) => execution.Stages.Find(execution.StageId)?.Outputs?.DeepClone().AsObject() ?? [];
}

/// <summary>What a step of an <see cref="ObjectStage{TInput}"/> works with.</summary>
/// <param name="Execution">The step.</param>
/// <param name="Target">The target.</param>
/// <param name="Objects">The objects.</param>
/// <param name="Plan">What was found out before the change.</param>
/// <param name="Outputs">What the stage puts out, to which the step adds.</param>
public sealed record ObjectWork<TInput>(
    StageExecution<TInput> Execution, DeploymentTargetClient Target, IReadOnlyList<SelectedObject> Objects, JsonObject? Plan, JsonObject Outputs)
    where TInput : ObjectInput
{
    /// <summary>The stage's input.</summary>
    public TInput Input => Execution.Input;

    /// <summary>The cluster's API.</summary>
    public IKubernetesClient Client => Target.Client;

    /// <summary>Reads an object as it is now.</summary>
    /// <exception cref="StageFailedException">It is gone, or another one has its name (<c>object-gone</c>).</exception>
    public async Task<JsonObject> ReadAsync(SelectedObject selected, CancellationToken cancellationToken)
    {
        var item = await Client.FindAsync(selected.Reference, cancellationToken);
        if (item is null)
            throw new StageFailedException(new StageError("object-gone", $"{selected} is not there any more: it was deleted after the stage had chosen it."));
        return selected.Uid is null || (string?)item["metadata"]?["uid"] == selected.Uid
            ? item
            : throw new StageFailedException(new StageError("object-gone", $"{selected} is not the object any more that the stage had chosen: it was deleted and made anew meanwhile."));
    }
}
