using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Concurrency;

/// <summary>The slots that runs of pipelines with a limit hold or wait for. A run's orchestration exists only once it has its slots.</summary>
public sealed class RunSlots(SlotStore slots, RunStore store, RunSignals signals)
{
    /// <summary>Where a run stands that waits for its slots; null when it does not wait.</summary>
    public async ValueTask<QueuePlace?> FindPlaceAsync(RunDocument run, CancellationToken cancellationToken)
    {
        if (run.Concurrency is not { } limit || run.Status is not Definitions.RunStatus.Buffered)
            return null;

        var names = NamesOf(run, limit);
        return SlotRules.Place(await slots.ReadAsync(names, cancellationToken), names, run.Id, run.Generation);
    }

    /// <summary>What a generation of a run claims; null when its pipeline has no limit.</summary>
    internal async ValueTask<SlotClaim?> ClaimOfAsync(RunDocument run, CancellationToken cancellationToken) => run.Concurrency is not { } limit ? null : new()
    {
        Run = run.Id,
        Generation = run.Generation,
        Number = run.Number,
        Pools = NamesOf(run, limit),
        Revision = run.Revision,
        Max = limit.Max,
        Policy = limit.Policy,
        Within = await WaitingParents.OfAsync(run, store, cancellationToken),
    };

    /// <summary>Starts the orchestration of a run that has its slots. A run that has ended in between gives them back.</summary>
    internal async Task BeginAsync(SlotClaim claim, CancellationToken cancellationToken)
    {
        // A run that ends writes its document first and gives its slots back after: whoever claimed in between sees the end here.
        if (await FindUnfinishedAsync(claim, cancellationToken) is { } run)
            await signals.StartAsync(run, cancellationToken);
        else
            await ReleaseAsync(claim.Pools, claim.Run, claim.Generation, cancellationToken);
    }

    /// <summary>The run of a claim in the claim's generation; null when that has ended.</summary>
    internal async ValueTask<RunDocument?> FindUnfinishedAsync(SlotClaim claim, CancellationToken cancellationToken) =>
        await store.FindDocumentAsync(claim.Run, cancellationToken) is { } run && run.Generation == claim.Generation && !run.Status.IsComplete() ? run : null;

    /// <summary>Gives back what a run has claimed up to a generation, and lets those begin that waited for it.</summary>
    internal Task ReleaseAsync(RunDocument run, int generation, CancellationToken cancellationToken) =>
        run.Concurrency is { } limit ? ReleaseAsync(NamesOf(run, limit), run.Id, generation, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc cref="ReleaseAsync(RunDocument, int, CancellationToken)"/>
    internal async Task ReleaseAsync(IReadOnlyList<string> names, string run, int generation, CancellationToken cancellationToken)
    {
        var isWanted = await slots.ChangeAsync(
            names,
            pools => SlotRules.Release(pools, names, run, generation) is var after ? (after, names.Any(name => after[name].Waiting.Count > 0)) : default,
            cancellationToken);

        // A crash here leaves free slots with runs that wait; the sweep lets them begin.
        if (isWanted)
            await PromoteAsync(names, cancellationToken);
    }

    /// <summary>Lets the runs begin that wait for pools with room, those first that wait longest.</summary>
    internal async Task PromoteAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // The group first: its queue has the runs of all of its pipelines in the order in which they came.
        foreach (var name in names.OrderByDescending(SlotNames.IsGroup))
        {
            while (await BeginNextAsync(name, cancellationToken))
            {
            }
        }
    }

    private async Task<bool> BeginNextAsync(string name, CancellationToken cancellationToken)
    {
        // Looked at anew for each: what was freed before this is seen, and what is freed after it is looked for by whoever frees it.
        var pools = await slots.ReadAsync([name], cancellationToken);
        foreach (var claim in SlotRules.Next(name, pools[name]))
        {
            if (!await slots.ChangeAsync(claim.Pools, current => SlotRules.Begin(current, claim), cancellationToken))
                continue;

            // A crash here leaves a run with its slots and without an orchestration; the sweep starts it.
            await BeginAsync(claim, cancellationToken);
            return true;
        }

        return false;
    }

    private static IReadOnlyList<string> NamesOf(RunDocument run, ConcurrencyLimit limit) => SlotNames.Of(run.Application, run.Pipeline, limit);
}
