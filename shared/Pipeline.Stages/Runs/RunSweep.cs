using System.Collections.Concurrent;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Completes what a crash left half done: starts that were accepted and not begun, decisions and requests to cancel that were recorded and
/// not signalled, ends that were recorded and not followed up, active entries of runs that never came to be. Ends runs whose orchestration broke.
/// And since it sees them all, it takes the census of them.
/// </summary>
public sealed class RunSweep(
    RunStore store,
    RunStarter starter,
    RunQueue queue,
    RunSignals signals,
    StageDecisions decisions,
    RunEndings endings,
    BrokenRuns broken,
    RunCensus census,
    TimeProvider time)
{
    /// <summary>A start in progress is left alone for this long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The orchestrations that were sent the request to cancel: what was acknowledged is durable, so this process need not send it again.
    /// </summary>
    private readonly ConcurrentDictionary<string, bool> cancelled = new(StringComparer.Ordinal);

    /// <summary>Looks through all active runs once. Doing it at any time, and anywhere several times at once, does no harm.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var waiting = await queue.SweepAsync(cancellationToken);
        var counts = new Dictionary<(string, string), int>();
        await foreach (var (run, since) in store.Index.ListActiveAsync(cancellationToken))
        {
            if (await SweepAsync(run, since, waiting, cancellationToken) is { } unfinished)
            {
                var key = (unfinished.Run.Application, RunStates.Of(unfinished));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        await census.TakeAsync(counts, cancellationToken);
    }

    /// <returns>The run as it was found when it had not ended.</returns>
    private async Task<RunSnapshot?> SweepAsync(string id, DateTimeOffset since, IReadOnlySet<string> waiting, CancellationToken cancellationToken)
    {
        // Peeked at: runs that wait for days must not drive those at work out of the store's caches.
        var snapshot = await store.PeekAsync(id, cancellationToken);
        var run = snapshot?.Run;
        if (snapshot is null || run is null || run.Status.IsComplete())
        {
            // A run that is being started or restarted is noted as active before its document says so.
            var isLeftOver = time.GetUtcNow() - since > Grace;
            if (run is not null)
                cancelled.TryRemove(run.Instance, out _);
            if (isLeftOver && run is not null)
                await endings.EndAsync(id, run.Generation, run.Status, reason: null, cancellationToken);
            else if (isLeftOver)
                await starter.ForgetAsync(id, cancellationToken);
            return null;
        }

        // It has no orchestration yet, and its turn comes when a slot is free.
        if (run is { Status: RunStatus.Buffered, Cancel: null } && waiting.Contains(run.Instance))
            return snapshot;

        var orchestration = await signals.FindAsync(run, cancellationToken);
        if (orchestration is { IsCompleted: true })
        {
            cancelled.TryRemove(run.Instance, out _);
            await broken.EndAsync(run, orchestration, cancellationToken);
            return null;
        }

        if (orchestration is null)
            await starter.CompleteAsync(run, cancellationToken);
        if (run.Cancel is { FailedStage: null } && !cancelled.ContainsKey(run.Instance)
            && await signals.RaiseAsync(run, RunOrchestration.Cancel, null, cancellationToken))
        {
            cancelled[run.Instance] = true;
        }

        foreach (var stage in snapshot.Documents.Values.Where(stage => stage.Status.IsActive() && stage.Decision is not null))
            await decisions.RepeatAsync(stage, cancellationToken);
        foreach (var stage in snapshot.Documents.Values.Where(stage => stage.Status.IsActive() && stage.Hold is { IsActive: true, StartedNow: not null } && run.Status is RunStatus.Running))
            await signals.SignalAsync(stage, new(stage.Attempt, StageSignals.StartNow), cancellationToken);
        return snapshot;
    }
}
