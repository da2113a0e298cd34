using Pipeline.Definitions;
using Pipeline.Definitions.Concurrency;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Concurrency;

/// <summary>
/// Where runs come to begin: at once when their pipeline has no limit or a slot is free, else when their turn comes. Every step may be repeated, so
/// that whatever a crash leaves is completed by <see cref="RunSweep"/>.
/// </summary>
public sealed class RunQueue(SlotStore slots, RunSlots runs, RunSignals signals, RunEndings endings)
{
    /// <summary>Says before a run is recorded that it would wait for ever.</summary>
    /// <exception cref="RunDeadlockException">It would.</exception>
    internal async Task CheckAsync(RunDocument run, CancellationToken cancellationToken)
    {
        if (await runs.ClaimOfAsync(run, cancellationToken) is { Within.Count: > 0 } claim
            && Request(await slots.ReadAllAsync(cancellationToken), claim).Outcome is Outcome.Refused)
        {
            throw new RunDeadlockException($"A run of '{run.Pipeline}' {Reason(claim)}");
        }
    }

    /// <summary>
    /// Begins the current generation of a run that is recorded, or lets it wait for its slots. Doing it again changes nothing.
    /// </summary>
    internal async Task EnterAsync(RunDocument run, CancellationToken cancellationToken)
    {
        if (await runs.ClaimOfAsync(run, cancellationToken) is not { } claim)
        {
            await signals.StartAsync(run, cancellationToken);
            return;
        }

        if (run.Cancel is { FailedStage: null } && await WithdrawAsync(run, claim, cancellationToken))
            return;

        // Only a run that others wait for can close a circle: for all others their own pools are enough to look at.
        var outcome = claim.Within.Count == 0
            ? await slots.ChangeAsync(claim.Pools, pools => Request(pools, claim), cancellationToken)
            : await slots.ChangeInOrderAsync(pools => Request(pools, claim), cancellationToken);
        switch (outcome)
        {
            case Outcome.Holds:
                await runs.BeginAsync(claim, cancellationToken);
                break;
            case Outcome.Waits:
                await SupersedeAsync(claim.Pool, cancellationToken);
                await runs.PromoteAsync(claim.Pools, cancellationToken);
                if (await runs.FindUnfinishedAsync(claim, cancellationToken) is null)
                    await runs.ReleaseAsync(claim.Pools, claim.Run, claim.Generation, cancellationToken);
                break;
            default:
                await endings.EndAsync(run.Id, run.Generation, RunStatus.Terminal, $"the run {Reason(claim)}", cancellationToken);
                break;
        }
    }

    /// <summary>Takes a run whose cancelling is recorded out of its queues and ends it; false when it has its slots, so that its orchestration ends it.</summary>
    internal async Task<bool> WithdrawAsync(RunDocument run, CancellationToken cancellationToken) =>
        await runs.ClaimOfAsync(run, cancellationToken) is { } claim && await WithdrawAsync(run, claim, cancellationToken);

    /// <summary>
    /// Repairs what a crash left: claims of runs that have ended, runs that have their slots and have not begun, superseded runs that have not
    /// ended, and free slots that runs wait for.
    /// </summary>
    /// <returns>The instance ids (<see cref="RunDocument.Instance"/>) of the runs that wait as they should.</returns>
    internal async Task<IReadOnlySet<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var pools = await slots.ReadAllAsync(cancellationToken);
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (claim, holds) in Claims(pools))
        {
            if (await runs.FindUnfinishedAsync(claim, cancellationToken) is not { } run)
                await runs.ReleaseAsync(claim.Pools, claim.Run, claim.Generation, cancellationToken);
            else if (!holds && claim.SupersededBy is null)
                waiting.Add(run.Instance);
            else if (holds && run.Status is RunStatus.Buffered)
                await signals.StartAsync(run, cancellationToken);
        }

        foreach (var name in pools.All.Where(pool => pool.Value.Waiting.Count > 0).Select(pool => pool.Key))
        {
            await SupersedeAsync(name, cancellationToken);
            await runs.PromoteAsync([name], cancellationToken);
        }

        return waiting;
    }

    private async Task<bool> WithdrawAsync(RunDocument run, SlotClaim claim, CancellationToken cancellationToken)
    {
        if (!await slots.ChangeAsync(claim.Pools, pools => SlotRules.Withdraw(pools, claim.Pools, claim.Run, claim.Generation), cancellationToken))
            return false;

        // A crash here leaves a run that is to be cancelled and stands in no queue; the sweep comes here with it again.
        await endings.EndAsync(run.Id, run.Generation, RunStatus.Canceled, reason: null, cancellationToken);
        return true;
    }

    /// <summary>Ends the runs in a pipeline's queue that a newer one supersedes.</summary>
    private async Task SupersedeAsync(string name, CancellationToken cancellationToken)
    {
        if (SlotNames.IsGroup(name))
            return;

        foreach (var (claim, by) in SlotRules.Superseded((await slots.ReadAsync([name], cancellationToken))[name]))
        {
            // The mark comes first: a run that is marked gets no slot any more, and whoever finds the mark ends it.
            if (await slots.ChangeAsync(claim.Pools, pools => SlotRules.Supersede(pools, claim, by), cancellationToken))
                await endings.EndAsync(claim.Run, claim.Generation, RunStatus.Canceled, $"superseded by run {by}", cancellationToken);
        }
    }

    private static (SlotPools After, Outcome Outcome) Request(SlotPools pools, SlotClaim claim)
    {
        var (after, holds) = SlotRules.Request(pools, claim);
        if (holds)
            return (after, Outcome.Holds);
        return !ReferenceEquals(after, pools) && claim.Within.Count > 0 && DeadlockRules.WaitsForEver(after, claim)
            ? (pools, Outcome.Refused)
            : (after, Outcome.Waits);
    }

    private static IEnumerable<(SlotClaim Claim, bool Holds)> Claims(SlotPools pools) => pools.All.Values
        .SelectMany(pool => pool.Holders.Select(claim => (claim, true)).Concat(pool.Waiting.Select(claim => (claim, false))))
        .DistinctBy(found => (found.Item1.Run, found.Item1.Generation));

    private static string Reason(SlotClaim claim) =>
        $"would wait for ever for its slot of {string.Join(" and ", claim.Pools.Select(SlotNames.Describe))}: the runs that hold it wait for this one to end, "
        + "directly or through others. Let more runs go at once (spec.concurrency.max), use one group for both pipelines, or start it with 'wait: false'.";

    private enum Outcome
    {
        Holds,
        Waits,
        Refused,
    }
}
