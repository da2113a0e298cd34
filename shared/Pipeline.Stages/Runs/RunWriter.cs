using System.Threading.Channels;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Writes one run's changes, one after another and as many as wait in one transaction. Two writers of the same run (two processes, or an
/// evicted one still at work) are no danger, only slower: the later one's transaction fails and it decides anew.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Reliability", "CA1001", Justification = "The semaphore holds no handle, and an evicted writer may still be at work.")]
internal sealed class RunWriter(ITable table, string run, Action<RunSnapshot, IReadOnlyCollection<string>> changed)
{
    /// <summary>Far enough below the 100 rows and 4 MiB that a transaction may have.</summary>
    private const int MostTogether = 16;

    private readonly RunRows rows = new(table, run);
    private readonly Channel<Pending> queue = Channel.CreateUnbounded<Pending>();
    private readonly SemaphoreSlim turn = new(1);
    private volatile RunSnapshot? snapshot;

    /// <summary>The newest state, looked up anew; null when there is no such run.</summary>
    public async ValueTask<RunSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        var known = snapshot;
        var read = known is null ? await rows.ReadAllAsync(cancellationToken) : await rows.RefreshAsync(known, cancellationToken);
        Learn(read);
        return read;
    }

    /// <summary>Changes the run. See <see cref="RunStore.ChangeAsync{T}"/>.</summary>
    public async ValueTask<T> ChangeAsync<T>(Func<RunSnapshot, (RunChange? Change, T Result)> decide, CancellationToken cancellationToken)
    {
        var pending = new Pending<T>(decide);
        queue.Writer.TryWrite(pending);

        // Whoever has the turn writes for all who wait; the others find their change done when their turn comes.
        await turn.WaitAsync(cancellationToken);
        try
        {
            while (!pending.Done.Task.IsCompleted)
                await WriteAsync();
        }
        finally
        {
            turn.Release();
        }

        return await pending.Done.Task;
    }

    private async Task WriteAsync()
    {
        var taken = new List<Pending>();
        while (taken.Count < MostTogether && queue.Reader.TryRead(out var pending))
            taken.Add(pending);

        try
        {
            await CommitAsync(taken);
        }
#pragma warning disable CA1031 // Every change that was taken must be answered, whatever went wrong.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var pending in taken)
                pending.Fail(exception);
        }
    }

    private async Task CommitAsync(List<Pending> taken)
    {
        // No cancellation here: the changes of several callers travel together.
        var current = snapshot ?? await rows.ReadAllAsync(CancellationToken.None);
        for (var fresh = snapshot is null; ; fresh = true)
        {
            if (current is null)
                throw new RunNotFoundException(run);

            var (after, operations, happened, unwritten) = Decide(taken, current);
            if (unwritten && !fresh && await rows.RefreshAsync(current, CancellationToken.None) is var newer && newer != current)
            {
                // A refusal must not rest on a stale state.
                current = newer;
                continue;
            }

            try
            {
                if (operations.Count > 0)
                {
                    await rows.CommitAsync([.. operations.Values, RunRows.NextHead(after.Sequence)], CancellationToken.None);
                    Learn(after);
                    changed(after, happened);
                }

                foreach (var pending in taken)
                    pending.Finish();
                return;
            }
            catch (RowNotFoundException)
            {
                // Its records are being removed.
                throw new RunNotFoundException(run);
            }
            catch (RowAlreadyExistsException)
            {
                current = await rows.RefreshAsync(current, CancellationToken.None);
            }
        }
    }

    private static (RunSnapshot After, Dictionary<string, TableOperation> Operations, HashSet<string> Happened, bool Unwritten) Decide(
        List<Pending> taken, RunSnapshot current)
    {
        var operations = new Dictionary<string, TableOperation>(StringComparer.Ordinal);
        var happened = new HashSet<string>(StringComparer.Ordinal);
        var unwritten = false;
        foreach (var pending in taken)
        {
            if (pending.Decide(current) is not { } change)
            {
                unwritten = true;
                continue;
            }

            foreach (var operation in RunRows.Operations(current, change))
                operations[operation.RowKey] = operation;
            happened.UnionWith(change.Events.Select(told => told.Type));
            current = current.With(change);
        }

        return (current, operations, happened, unwritten);
    }

    private void Learn(RunSnapshot? read)
    {
        var known = snapshot;
        if (read is not null && (known is null || known.Sequence <= read.Sequence))
            snapshot = read;
    }

    private abstract class Pending
    {
        public abstract RunChange? Decide(RunSnapshot current);

        public abstract void Finish();

        public abstract void Fail(Exception exception);
    }

    private sealed class Pending<T>(Func<RunSnapshot, (RunChange? Change, T Result)> decide) : Pending
    {
        private Exception? refusal;
        private T? result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override RunChange? Decide(RunSnapshot current)
        {
            try
            {
                refusal = null;
                (var change, result) = decide(current);
                return change is { Events.Count: 0 } ? throw new InvalidOperationException("A change must tell of itself by an event.") : change;
            }
#pragma warning disable CA1031 // A refusal is the answer to its caller and must not touch the changes beside it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                refusal = exception;
                return null;
            }
        }

        public override void Finish() => _ = refusal is null ? Done.TrySetResult(result!) : Done.TrySetException(refusal);

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}
