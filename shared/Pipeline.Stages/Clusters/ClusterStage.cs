using System.Text.Json.Nodes;
using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Clusters.Operations;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// A stage that changes server groups of a cluster in some regions. It decides once, on what it finds when it starts, and keeps the plan; then it
/// makes the changes step by step, each of which may be made twice, and waits until each has taken effect.
/// </summary>
/// <typeparam name="TInput">The stage's input.</typeparam>
public abstract class ClusterStage<TInput>(IServerGroupProvider provider, TimeProvider time) : Stage<TInput>
    where TInput : ClusterChangeInput
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public sealed override async ValueTask<StageStep> ExecuteAsync(StageExecution<TInput> execution, CancellationToken cancellationToken)
    {
        var cursor = ClusterCursor.Of(execution.Cursor);
        var outputs = ClusterOutputs.Of(execution);
        try
        {
            if (cursor.Steps is null)
                return await BeginAsync(execution, outputs, cancellationToken);
            if (cursor.Done == cursor.Steps.Count)
                return new StageStep.Succeeded(outputs.Fields);

            var current = cursor.Steps[cursor.Done];
            if (!cursor.IsDue && current.Delay > TimeSpan.Zero)
            {
                execution.Log.WriteLine($"The stage waits {Definitions.Durations.Duration.Format(current.Delay)}.");
                return new StageStep.Again(current.Delay, (cursor with { IsDue = true, Failures = 0 }).Node, outputs.Fields);
            }

            return cursor.Since is null
                ? await ChangeAsync(execution, cursor, current, outputs, cancellationToken)
                : await LookAsync(execution, cursor, current, outputs, cancellationToken);
        }
        catch (RegionException failed)
        {
            if (failed.PauseAfter(cursor.Failures) is not { } pause)
                return new StageStep.Failed(failed.Error, outputs.Fields);

            execution.Log.WriteLine($"{failed.Message} The stage tries again.");
            return new StageStep.Again(pause, (cursor with { Failures = cursor.Failures + 1 }).Node, outputs.Fields);
        }
        catch (StageFailedException failed)
        {
            return new StageStep.Failed(failed.Error, outputs.Fields);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<JsonObject?> CancelAsync(StageExecution<TInput> execution, CancellationToken cancellationToken)
    {
        var cursor = ClusterCursor.Of(execution.Cursor);
        var outputs = ClusterOutputs.Of(execution);
        var left = cursor.Steps?.Skip(cursor.Done + (cursor.Since is null ? 0 : 1)).SelectMany(step => step.Operations).Select(operation => operation.ToString()).ToArray() ?? [];
        execution.Log.WriteLine(cursor.Steps is null || (cursor.Done == 0 && cursor.Since is null)
            ? "The stage ended before it changed anything."
            : left.Length == 0 ? "The stage no longer waits. What it changed stays as it is." : $"What the stage changed stays as it is. Not done any more: {string.Join("; ", left)}.");
        return new(outputs.Fields);
    }

    /// <summary>Decides what is done. Changes nothing.</summary>
    /// <param name="execution">The step.</param>
    /// <param name="regions">The cluster in each region, in the input's order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageFailedException">It cannot be done; the message says what to do.</exception>
    protected abstract ValueTask<IReadOnlyList<ClusterStep>> PlanAsync(StageExecution<TInput> execution, IReadOnlyList<RegionState> regions, CancellationToken cancellationToken);

    private async Task<StageStep> BeginAsync(StageExecution<TInput> execution, ClusterOutputs outputs, CancellationToken cancellationToken)
    {
        var opened = new List<IServerGroups>();
        try
        {
            var regions = new List<RegionState>();
            foreach (var region in ClusterRegions.Of(execution.Input))
            {
                var cluster = await OpenAsync(execution, region, cancellationToken);
                opened.Add(cluster);
                cluster.CheckWritable();
                var groups = await cluster.ListAsync(cancellationToken);
                if (IsMissing(execution, region, groups))
                    continue;
                regions.Add(new(cluster, [.. groups.NewestFirst()], DeployedServerGroups.In(execution.Stages, region, execution.StageId)));
            }

            var steps = (await PlanAsync(execution, regions, cancellationToken)).Where(step => step.Operations.Count > 0 || step.Delay > TimeSpan.Zero).ToArray();
            foreach (var operation in steps.SelectMany(step => step.Operations))
                execution.Log.WriteLine($"Planned: {operation}.");
            if (steps.Length == 0)
                execution.Log.WriteLine("There is nothing to change.");
            outputs.Plan(steps);
            return new StageStep.Again(TimeSpan.Zero, new ClusterCursor { Steps = steps }.Node, outputs.Fields);
        }
        finally
        {
            foreach (var each in opened)
                each.Dispose();
        }
    }

    private static bool IsMissing(StageExecution<TInput> execution, string region, IReadOnlyList<ServerGroup> groups)
    {
        if (groups.Count > 0 || execution.Input is not WholeClusterInput input)
            return false;
        var message = $"{region}: The cluster '{execution.Input.Cluster}' has no server group there.";
        if (!input.ContinueIfClusterNotFound)
            throw new StageFailedException(new StageError("cluster-not-found", $"{message} Check cluster, application and namespace, or set 'continueIfClusterNotFound'."));
        execution.Log.WriteLine($"{message} The region is passed over.");
        return true;
    }

    private async Task<StageStep> ChangeAsync(StageExecution<TInput> execution, ClusterCursor cursor, ClusterStep step, ClusterOutputs outputs, CancellationToken cancellationToken)
    {
        foreach (var operations in step.Operations.GroupBy(operation => operation.Region))
        {
            using var cluster = await OpenAsync(execution, operations.Key, cancellationToken);
            cluster.CheckWritable();
            foreach (var operation in operations)
            {
                var changes = await DoAsync(cluster, operation, cancellationToken);
                if (changes.Count == 0)
                    execution.Log.WriteLine($"{operation}: it is so already.");
                foreach (var change in changes)
                    change.Write(execution.Log);
                outputs.Record(operation, changes);
            }
        }

        return new StageStep.Again(TimeSpan.Zero, (cursor with { Since = time.GetUtcNow(), Said = null, Failures = 0 }).Node, outputs.Fields);
    }

    private static Task<IReadOnlyList<Deploy.Changes.ObjectMutation>> DoAsync(IServerGroups cluster, ClusterOperation operation, CancellationToken cancellationToken) => operation.Kind switch
    {
        ClusterOperationKind.Resize => cluster.ResizeAsync(operation.Group, operation.Capacity!, cancellationToken),
        ClusterOperationKind.Enable => cluster.EnableAsync(operation.Group, cancellationToken),
        ClusterOperationKind.Disable => cluster.DisableAsync(operation.Group, cancellationToken),
        ClusterOperationKind.Destroy => cluster.DestroyAsync(operation.Group, cancellationToken),
        _ => cluster.CloneAsync(operation.Group, operation.Copy!, cancellationToken),
    };

    private async Task<StageStep> LookAsync(StageExecution<TInput> execution, ClusterCursor cursor, ClusterStep step, ClusterOutputs outputs, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var operations in step.Operations.GroupBy(operation => operation.Region))
        {
            using var cluster = await OpenAsync(execution, operations.Key, cancellationToken);
            var groups = await cluster.ListAsync(cancellationToken);
            foreach (var operation in operations)
            {
                if (OperationProgress.Missing(operation, groups) is not { } text)
                    continue;
                missing.Add(text);
                if (operation.Kind is not (ClusterOperationKind.Disable or ClusterOperationKind.Destroy)
                    && await cluster.FindTroubleAsync(groups.First(group => group.Name == operation.Name), cursor.Since!.Value, execution.Input.FailFastAfter, execution.Log, cancellationToken) is { } trouble)
                    return new StageStep.Failed(trouble, outputs.Fields);
            }
        }

        if (missing.Count == 0)
            return new StageStep.Again(TimeSpan.Zero, new ClusterCursor { Steps = cursor.Steps, Done = cursor.Done + 1 }.Node, outputs.Fields);
        if (time.GetUtcNow() - cursor.Since >= execution.Input.StableTimeout)
            return new StageStep.Failed(new("not-stable", $"After {Definitions.Durations.Duration.Format(execution.Input.StableTimeout)} a change has not taken effect. {string.Join(' ', missing.Take(5))}"), outputs.Fields);

        if (missing[0] != cursor.Said)
            execution.Log.WriteLine(missing[0]);
        return new StageStep.Again(LookAgain, (cursor with { Said = missing[0], Failures = 0 }).Node, outputs.Fields);
    }

    private ValueTask<IServerGroups> OpenAsync(StageExecution<TInput> execution, string region, CancellationToken cancellationToken) =>
        provider.OpenAsync(region, ClusterRegions.ClusterOf(execution.Input, execution.Run), execution.Run, cancellationToken);
}
