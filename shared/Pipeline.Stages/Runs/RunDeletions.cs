using Azure;
using Pipeline.Definitions.Runs;
using Pipeline.Durable.Client;
using Pipeline.Durable.FunctionsHost.Client;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Deletes runs that have ended, with everything that is kept of them. Marked first, then removed: from the mark on nobody sees the run any
/// more, and what a crash leaves of it the sweep removes. What it deployed stays counted, and its idempotency key stays used.
/// </summary>
public sealed class RunDeletions(
    RunStore store, RunEndings endings, DurableTaskClient orchestrations, IEnumerable<IRunRecords> others, TimeProvider time)
{
    /// <summary>A request in progress is left alone for this long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>An orchestration comes to its end a moment after its run did; one that still has not after this long never will.</summary>
    private static readonly TimeSpan LongestEnding = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Deletes a run. Once this has returned, the run is gone for everybody; what could not be removed at once (an orchestration that is
    /// still coming to its end, a task hub that cannot be reached) the sweep removes.
    /// </summary>
    /// <exception cref="RunNotFoundException">There is no such run, or it is being deleted already.</exception>
    /// <exception cref="RunConflictException">The run has not ended, or the run whose stage started it has not.</exception>
    public async Task DeleteAsync(string run, string by, string? reason, CancellationToken cancellationToken)
    {
        var before = await store.FindDocumentAsync(run, cancellationToken) ?? throw new RunNotFoundException(run);
        DemandDeletable(before);
        if (before.Trigger.ParentRun is { } parent && await store.FindDocumentAsync(parent, cancellationToken) is { } starter && !starter.Status.IsComplete())
        {
            throw new RunConflictException(
                $"Run '{run}' was started by a stage of run '{parent}', which is {StatusNames.Of(starter.Status)} and may still read it. Wait until that run has ended, or cancel it, then delete this one.");
        }

        // Dies the process here, the sweep finds a note of a run that is not marked, and forgets it: the run was not deleted.
        await store.Deletions.BeginAsync(run, time.GetUtcNow(), cancellationToken);

        // From here on the run is deleted: whoever reads it finds nothing, nothing starts it again, and the note leads the sweep to it.
        var marked = await store.ChangeAsync(run, snapshot => Mark(snapshot.Run, by, reason), cancellationToken);
        await CarryOutAsync(marked, cancellationToken);
    }

    /// <summary>Completes the deletions that are half done. Doing it at any time, and anywhere several times at once, does no harm.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var (run, since, version) in store.Deletions.ListAsync(cancellationToken))
        {
            var document = await store.FindDocumentAsync(run, cancellationToken);
            if (document?.Delete is not null)
                await CarryOutAsync(document, cancellationToken);
            else if (document is null || time.GetUtcNow() - since > Grace)
                await store.Deletions.EndAsync(run, version, cancellationToken);
        }
    }

    /// <summary>Removes everything of a run that is marked. Every step may be done again; the order is such that dying after any of them loses nothing.</summary>
    private async Task CarryOutAsync(RunDocument run, CancellationToken cancellationToken)
    {
        // The last acts of a run's end, in case that a crash left them out: its deployment, which stays, and the stage that waits for it.
        // After it: the mark says that the run is deleted, and all of its records are there.
        await RepeatEndAsync(run, cancellationToken);

        // After it: an idempotency key that leads to the run is refused, also when its document is gone.
        await store.Deletions.KeepAsync(run.Id, run.Delete!, cancellationToken);

        // After it: no list names the run, whose document still knows the lists.
        await store.Deletions.RemoveFromListsAsync(run, cancellationToken);

        // Before the records, which the last activities of an orchestration still read. After it: no orchestration needs anything of the run.
        if (!await PurgeAsync(run, cancellationToken))
            return;

        // After each of them: logs, links and the like are gone, in part or whole; the next try finds the rest by the run's id.
        foreach (var records in others)
            await records.DeleteAsync(run.Id, cancellationToken);

        // Its document, by which the sweep knows that there is something left, goes last of its rows.
        await store.RemoveAsync(run.Id, cancellationToken);

        // Dies the process before it, the sweep finds a note of a run that is not there, and forgets it.
        await store.Deletions.EndAsync(run.Id, ETag.All, cancellationToken);
    }

    private async Task RepeatEndAsync(RunDocument run, CancellationToken cancellationToken)
    {
        try
        {
            await endings.EndAsync(run.Id, run.Generation, run.Status, run.Reason, cancellationToken);
        }
        catch (RunNotFoundException)
        {
            // An earlier try got further than this.
        }
    }

    private (RunChange?, RunDocument) Mark(RunDocument run, string by, string? reason)
    {
        DemandDeletable(run);
        var marked = run with { Delete = new(by, time.GetUtcNow(), reason) };
        var happened = new RunEvent { Time = marked.Delete.At, Type = RunEventTypes.RunDeleteRequested, Reason = reason, By = by };
        return (new(happened) { Run = marked }, marked);
    }

    private static void DemandDeletable(RunDocument run)
    {
        if (run.Delete is not null)
            throw new RunNotFoundException(run.Id);
        if (!run.Status.IsComplete())
            throw new RunConflictException($"Run '{run.Id}' is {StatusNames.Of(run.Status)}. Wait until it has ended, or cancel it, then delete it.");
    }

    /// <summary>Removes the histories of the run's orchestrations: of every generation, and of every stage that had one of its own.</summary>
    /// <returns>Whether none is left.</returns>
    private async Task<bool> PurgeAsync(RunDocument run, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Patience;
        try
        {
            while (await PurgeEndedAsync(run.Id, cancellationToken) is var unended and not [])
            {
                var now = time.GetUtcNow();
                if (now - run.Delete!.At > LongestEnding)
                {
                    foreach (var instance in unended)
                        await TerminateAsync(instance, cancellationToken);
                }

                if (now >= until)
                    return false;
                await Task.Delay(Pause, time, cancellationToken);
            }

            return true;
        }
        catch (TaskHubUnavailableException)
        {
            return false;
        }
    }

    /// <returns>The instances that have not ended.</returns>
    private async Task<IReadOnlyList<string>> PurgeEndedAsync(string run, CancellationToken cancellationToken)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var instance in orchestrations.GetAllInstancesAsync(new(InstanceIdPrefix: $"{run}:")).WithCancellation(cancellationToken))
            found.Add(instance);
        foreach (var instance in found.Where(instance => instance.IsCompleted))
            await orchestrations.PurgeInstanceAsync(instance.InstanceId, cancellation: cancellationToken);
        return [.. found.Where(instance => !instance.IsCompleted).Select(instance => instance.InstanceId)];
    }

    private async Task TerminateAsync(string instance, CancellationToken cancellationToken)
    {
        try
        {
            await orchestrations.TerminateInstanceAsync(instance, new("its run was deleted"), cancellationToken);
        }
        catch (OrchestrationNotFoundException)
        {
            // It came to its end in between.
        }
    }
}
