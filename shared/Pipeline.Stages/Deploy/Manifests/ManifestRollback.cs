using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Differences;
using Pipeline.Definitions.Manifests.Marks;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Undoes a deploy: gives the versions before their traffic back, and, where all or nothing was asked for, restores every object that differs from
/// what was there and deletes what was not, the last first. It goes by the snapshot, not by what is known to be written, so that a process that died
/// in between has left nothing behind.
/// </summary>
internal sealed class ManifestRollback(DeployWork work, ManifestSnapshots snapshots)
{
    /// <summary>So many objects a step.</summary>
    private const int Most = 50;

    /// <summary>How often an object is read again that others change between being read and being restored.</summary>
    private const int MostConflicts = 5;

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        if (work.Cursor.Done == 0)
            await GiveTrafficBackAsync(cancellationToken);
        if (!work.Input.AllOrNothing)
            return Ended("The versions before have their traffic back.");
        if (work.Cursor.Done >= work.Objects.Count)
        {
            // In a step of its own: a step that restores and is run again needs the snapshot again.
            await snapshots.ForgetAsync(work.Execution, cancellationToken);
            return Ended("What was there before was restored.");
        }

        var states = await snapshots.ReadAsync(work.Execution, cancellationToken);
        if (states.Count < work.Objects.Count)
            throw new StageFailedException(new StageError("snapshot-missing", $"The snapshot of what was there before the deploy is gone for {work.Objects.Count - states.Count} of {work.Objects.Count} objects, so nothing more is restored or deleted."));

        var plan = RollbackPlan.Of(Enumerable.Range(0, work.Objects.Count), index => states[index]);
        foreach (var step in plan.Skip(work.Cursor.Done).Take(Most))
            await TryUndoAsync(step, cancellationToken);
        return work.Again(work.Cursor with { Done = Math.Min(work.Cursor.Done + Most, plan.Count) });
    }

    private StageStep.Failed Ended(string sentence)
    {
        var failure = work.Cursor.Failure ?? new("failed", "The deploy failed.");
        if (work.Outputs.Fields["notRestored"] is JsonArray { Count: > 0 } left)
            sentence = $"Not all of what was there before could be restored: {string.Join(' ', left.Select(each => each!.ToString()))}";
        work.Execution.Log.WriteLine(sentence);
        return new(failure with { Message = Sentences.Join(failure.Message, sentence) }, work.Outputs.Fields);
    }

    /// <summary>Enables what the deploy has disabled. What it has deleted by then stays deleted: it was replaced by a version that was stable.</summary>
    private async Task GiveTrafficBackAsync(CancellationToken cancellationToken)
    {
        if (work.Traffic is null || work.Input.Traffic is not { } managed)
            return;

        var traffic = new ReplicaSetTraffic(work);
        var newest = work.Traffic.Manifest.NameOf();
        var disabled = work.Cursor.Actions.Where(action => action.IsDisabled).Select(action => action.Name).ToHashSet(StringComparer.Ordinal);
        var rolls = managed.Strategy is TrafficStrategy.RollingRedBlack;
        foreach (var each in await traffic.ListAsync(cancellationToken))
        {
            var isRolled = rolls && work.Cursor.Selectors.Values.Any(selector => TrafficRules.IsAttached(each, selector));
            if (each.NameOf() != newest && (disabled.Contains(each.NameOf()) || isRolled))
                await traffic.SwitchAsync(each, isEnabled: true, cancellationToken);
        }

        if (!work.Input.AllOrNothing && await traffic.FindAsync(newest, cancellationToken) is { } failed)
            await traffic.SwitchAsync(failed, isEnabled: false, cancellationToken);
    }

    private async Task TryUndoAsync(RollbackStep step, CancellationToken cancellationToken)
    {
        var prepared = work.Objects[step.Index];
        try
        {
            await UndoAfterConflictsAsync(prepared, step.Before, cancellationToken);
        }
        catch (KubernetesException exception) when (!exception.IsPassing)
        {
            var left = work.Outputs.Fields["notRestored"] as JsonArray ?? [];
            work.Outputs.Fields["notRestored"] = left;
            left.Add((JsonNode)$"{prepared.Manifest.TitleOf()}: {exception.Message}");
        }
    }

    /// <summary>Controllers write to what is restored, its status for one: what was read a moment ago may be out of date.</summary>
    private async Task UndoAfterConflictsAsync(PreparedManifest prepared, JsonObject? before, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                await UndoAsync(prepared, before, cancellationToken);
                return;
            }
            catch (KubernetesException exception) when (before is not null && conflicts < MostConflicts && exception.Failure is (KubernetesFailure.Conflict or KubernetesFailure.AlreadyExists))
            {
                // The next round reads it again.
            }
        }
    }

    private async Task UndoAsync(PreparedManifest prepared, JsonObject? before, CancellationToken cancellationToken)
    {
        var reference = work.Cursor.Written.LastOrDefault(written => written.Index == prepared.Index) is { } written ? prepared.ReferenceOf(written) : prepared.Reference;
        if (reference.Name.Length == 0)
            return;

        var current = await work.Client.FindAsync(reference, cancellationToken);
        if (before is null)
        {
            if (current?.AnnotationOf(Moniker.ApplicationAnnotation) is not null
                && await work.Client.DeleteAsync(reference, new() { Propagation = DeletionPropagation.Background, Uid = current.UidOf() }, cancellationToken))
                Record(ObjectMutation.Between(current, null, "deleted"));
        }
        else if (current is null)
        {
            Record(ObjectMutation.Between(null, await work.Client.CreateAsync(before, new(), cancellationToken), "restored"));
        }
        else if (ObjectDifference.Between(before, current).Count > 0)
        {
            Record(ObjectMutation.Between(current, await work.Client.ReplaceAsync(Replacement.Of(before, current), new(), cancellationToken), "restored"));
        }
    }

    private void Record(ObjectMutation mutation)
    {
        work.Outputs.Record(mutation);
        work.Execution.Log.WriteLine($"{mutation.Title}: {mutation.Action}.");
    }
}
