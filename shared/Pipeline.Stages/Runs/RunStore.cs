using Azure;
using Microsoft.Extensions.Caching.Memory;
using Pipeline.Definitions;
using Pipeline.Definitions.Graph;
using Pipeline.Stages.Notifications;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>The records of runs: their documents and events. Changes of a run follow one another, whoever makes them and in whatever process.</summary>
public sealed class RunStore : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>What is kept of runs that nothing happens to: a run that waits for days must not cost memory.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly ITable table;
    private readonly TimeProvider time;
    private readonly ChangeSignal signal = new();
    private readonly MemoryCache writers = new(new MemoryCacheOptions { SizeLimit = 1024 });

    // Counted in stages, of which one pipeline may have 10,000; a definition itself weighs as much as a few of them.
    private readonly MemoryCache definitions = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>The records in a storage.</summary>
    public RunStore(IStorage storage, TimeProvider time)
    {
        table = storage.Table(RunKeys.Runs);
        this.time = time;
        Index = new(storage.Table(RunKeys.Index));
        Notifications = new(table, storage.Table(RunKeys.Index));
        Deletions = new(storage.Table(RunKeys.Index));
    }

    /// <summary>The lists that lead to runs.</summary>
    public RunIndex Index { get; }

    /// <summary>The messages to people that runs cause.</summary>
    public NotificationOutbox Notifications { get; }

    /// <summary>The runs that are being deleted, and those that were.</summary>
    internal RunDeletionIndex Deletions { get; }

    /// <summary>Reads a run's stored records as they are now; null when there is no such run.</summary>
    public ValueTask<RunSnapshot?> FindAsync(string run, CancellationToken cancellationToken) => Writer(run).ReadAsync(cancellationToken);

    /// <summary>Reads a run's stored records as they are now.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async ValueTask<RunSnapshot> GetAsync(string run, CancellationToken cancellationToken) =>
        await FindAsync(run, cancellationToken) ?? throw new RunNotFoundException(run);

    /// <summary>Reads a run's stored records without keeping anything of them, for whoever looks through all runs; null when there is no such run.</summary>
    internal ValueTask<RunSnapshot?> PeekAsync(string run, CancellationToken cancellationToken) => new RunRows(table, run).ReadAllAsync(cancellationToken);

    /// <summary>Reads the run's document alone, as lists need it; null when there is no such run.</summary>
    public ValueTask<RunDocument?> FindDocumentAsync(string run, CancellationToken cancellationToken) =>
        new RunRows(table, run).ReadAsync(RunKeys.Run, RunJson.Default.RunDocument, cancellationToken);

    /// <summary>Reads a run whole: its document and all of its stages, begun or not; null when there is no such run, or it is being deleted.</summary>
    public async ValueTask<RunDetails?> FindDetailsAsync(string run, CancellationToken cancellationToken) =>
        await FindAsync(run, cancellationToken) is { Run.Delete: null } snapshot
            ? RunDetails.Of(snapshot, await GetDefinitionAsync(run, cancellationToken))
            : null;

    /// <summary>The definition that the run is frozen to.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async ValueTask<FrozenDefinition> GetDefinitionAsync(string run, CancellationToken cancellationToken)
    {
        if (definitions.TryGetValue(run, out FrozenDefinition? known))
            return known!;

        var definition = await new RunRows(table, run).ReadAsync(
            RunKeys.Definition, DefinitionsJson.Default.PipelineDefinition, cancellationToken) ?? throw new RunNotFoundException(run);
        var frozen = new FrozenDefinition(definition, StageGraph.Of(definition));
        return definitions.Set(run, frozen, new MemoryCacheEntryOptions
        {
            Size = definition.Stages.Count + 9,
            SlidingExpiration = Kept,
        });
    }

    /// <summary>Stores a new run with its definition and its first event.</summary>
    /// <returns>Whether it was new; false when a run of this id is stored already, which stays as it is.</returns>
    public async ValueTask<bool> AddAsync(RunDocument run, PipelineDefinition definition, CancellationToken cancellationToken)
    {
        var created = new RunEvent { Sequence = 1, Time = run.CreatedAt, Type = RunEventTypes.RunCreated, Status = run.Status is RunStatus.Buffered ? StatusNames.Of(run.Status) : null, By = run.StartedBy };
        try
        {
            await table.TransactAsync(
                run.Id,
                [
                    new TableOperation.Insert(RunKeys.Run, RunRows.Serialize(run, RunJson.Default.RunDocument)),
                    new TableOperation.Insert(RunKeys.Definition, RunRows.Serialize(definition, DefinitionsJson.Default.PipelineDefinition)),
                    new TableOperation.Insert(RunKeys.Event(1), RunRows.Serialize(created, RunJson.Default.RunEvent)),
                    RunRows.Head(1),
                ],
                cancellationToken);
            return true;
        }
        catch (RowAlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>
    /// Changes a run: documents and the events that tell of it, all or nothing, after every change before it.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="decide">
    /// Says from the run's state what changes (null: nothing) and what to return. It may be asked several times, has no effects of its
    /// own, and what it throws reaches the caller.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; whether the change is made then is open.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public ValueTask<T> ChangeAsync<T>(
        string run, Func<RunSnapshot, (RunChange? Change, T Result)> decide, CancellationToken cancellationToken) =>
        Writer(run).ChangeAsync(decide, cancellationToken);

    /// <summary>Reads events in order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The last sequence that the caller knows; 0 for all.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<IReadOnlyList<RunEvent>> ReadEventsAsync(string run, long after, int take, CancellationToken cancellationToken) =>
        new RunRows(table, run).EventsAsync(after, take, cancellationToken);

    /// <summary>Reads events in order and waits for one when there is none yet; empty when <paramref name="patience"/> is over.</summary>
    public async ValueTask<IReadOnlyList<RunEvent>> WaitForEventsAsync(
        string run, long after, int take, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            // News of this process wakes at once, news of another one is found by looking again.
            var news = signal.Next(run);
            var events = await ReadEventsAsync(run, after, take, cancellationToken);
            var left = until - time.GetUtcNow();
            if (events.Count > 0 || left <= TimeSpan.Zero)
                return events;

            await Task.WhenAny(news, Task.Delay(left < LookAgain ? left : LookAgain, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Removes all of a run's rows. Without its head nobody reads the run any more, and nobody, with whatever old state in mind, can write it;
    /// its document, which says that it is to be deleted, goes last.
    /// </summary>
    internal async ValueTask RemoveAsync(string run, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(run, RunKeys.EventHead, ETag.All, cancellationToken);
        await new RunRows(table, run).DeleteAllButDocumentAsync(cancellationToken);
        await table.DeleteAsync(run, RunKeys.Run, ETag.All, cancellationToken);
        writers.Remove(run);
        definitions.Remove(run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writers.Dispose();
        definitions.Dispose();
    }

    private RunWriter Writer(string run) => writers.GetOrCreate(run, entry =>
    {
        entry.Size = 1;
        entry.SlidingExpiration = Kept;
        return new RunWriter(table, run, (changed, happened) =>
        {
            signal.Notify(run);
            Notifications.Happened(changed.Run, happened);
        });
    })!;
}
