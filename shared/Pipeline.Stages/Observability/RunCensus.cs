using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>How many runs of an application are in a state.</summary>
/// <param name="Application">The application.</param>
/// <param name="State">One of <see cref="RunStates"/>.</param>
/// <param name="Runs">How many.</param>
public sealed record RunCount(string Application, string State, int Runs);

/// <summary>Who sees the census.</summary>
/// <param name="IsShared">Whether other processes serve the same storage and may sweep in this one's place.</param>
public sealed record RunCensusOptions(bool IsShared = false);

/// <summary>
/// The active runs by application and state, as the last sweep found them. Where several processes share the storage, whichever swept leaves
/// its census there for the others.
/// </summary>
public sealed class RunCensus(RunStore store, RunCensusOptions options, TimeProvider time)
{
    /// <summary>Whoever has not swept for so long does not sweep.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private volatile Taken? last;

    /// <summary>Takes over what a sweep has counted.</summary>
    /// <param name="counts">By application and state; what is not there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask TakeAsync(IReadOnlyDictionary<(string Application, string State), int> counts, CancellationToken cancellationToken)
    {
        // An application whose last run has ended has none from now on, which is another thing than not being known. Another process may have
        // swept since this one did.
        var before = options.IsShared ? await store.Index.FindCensusAsync(cancellationToken) : last?.Counts ?? [];
        var applications = counts.Keys.Select(key => key.Application).Concat(before.Select(count => count.Application)).Distinct();
        var all = applications
            .Order(StringComparer.Ordinal)
            .SelectMany(application => RunStates.All.Select(state => new RunCount(application, state, counts.GetValueOrDefault((application, state)))))
            .ToArray();
        last = new(time.GetUtcNow(), all);
        if (options.IsShared)
            await store.Index.KeepCensusAsync(all, cancellationToken);
    }

    /// <summary>The newest census that is known; empty when there is none yet.</summary>
    public async ValueTask<IReadOnlyList<RunCount>> ReadAsync(CancellationToken cancellationToken)
    {
        var own = last;
        return !options.IsShared || own?.At > time.GetUtcNow() - Fresh
            ? own?.Counts ?? []
            : await store.Index.FindCensusAsync(cancellationToken);
    }

    private sealed record Taken(DateTimeOffset At, IReadOnlyList<RunCount> Counts);
}
