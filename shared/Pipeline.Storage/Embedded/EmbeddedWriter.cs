using Microsoft.Data.Sqlite;

namespace Pipeline.Storage.Embedded;

/// <summary>
/// The thread that owns the writing connection. It takes all changes that wait, applies them in one transaction and wakes their callers
/// when the transaction is on disk: while it waits for the disk the next group gathers.
/// </summary>
internal sealed class EmbeddedWriter : IAsyncDisposable
{
    private readonly EmbeddedConnection _connection;
    private readonly Func<bool> _isInTransaction;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private List<EmbeddedChange> _waiting = [];
    private bool _closed;

    /// <summary>Starts the thread.</summary>
    /// <param name="connection">Becomes the writer's own and is closed with it.</param>
    /// <param name="isInTransaction">Whether SQLite has a transaction open; some errors end one by themselves.</param>
    public EmbeddedWriter(EmbeddedConnection connection, Func<bool> isInTransaction)
    {
        _connection = connection;
        _isInTransaction = isInTransaction;
        new Thread(Run) { IsBackground = true, Name = "storage writer" }.Start();
    }

    public Task<T> WriteAsync<T>(Func<EmbeddedConnection, T> change, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var queued = new EmbeddedChange<T>(change, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedDatabase));
            _waiting.Add(queued);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }

        return queued.Completion;
    }

    /// <summary>Takes no more changes, finishes those that wait and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        await _stopped.Task;
    }

    private void Run()
    {
        var group = new List<EmbeddedChange>();
        while (TakeGroup(ref group))
        {
            if (group.Count == 1)
                CommitAlone(group[0]);
            else
                CommitTogether(group);
            group.Clear();
        }

        _connection.Dispose();
        _stopped.SetResult();
    }

    private bool TakeGroup(ref List<EmbeddedChange> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }

            (group, _waiting) = (_waiting, group);
            return true;
        }
    }

    private void CommitAlone(EmbeddedChange change)
    {
        if (change.IsCanceled)
        {
            change.Cancel();
            return;
        }

        try
        {
            _connection.Execute("begin immediate");
            change.Apply(_connection);
            _connection.Execute("commit");
        }
        catch (Exception exception)
        {
            RollBack();
            change.Fail(Explain(exception));
            return;
        }

        change.Complete();
    }

    private void CommitTogether(List<EmbeddedChange> group)
    {
        var applied = new List<EmbeddedChange>(group.Count);
        var failed = new List<(EmbeddedChange Change, Exception Exception)>();
        try
        {
            _connection.Execute("begin immediate");
            foreach (var change in group)
            {
                if (change.IsCanceled)
                {
                    change.Cancel();
                    continue;
                }

                _connection.Execute("savepoint change");
                try
                {
                    change.Apply(_connection);
                    applied.Add(change);
                }
                catch (Exception exception) when (_isInTransaction())
                {
                    _connection.Execute("rollback to change");
                    failed.Add((change, exception));
                }

                _connection.Execute("release change");
            }

            _connection.Execute("commit");
        }
        catch (Exception)
        {
            // The transaction itself failed (a full disk, say). Each change is tried by itself, so that a small one is not lost to a large one.
            RollBack();
            foreach (var change in group)
                CommitAlone(change);
            return;
        }

        foreach (var change in applied)
            change.Complete();
        foreach (var (change, exception) in failed)
            change.Fail(Explain(exception));
    }

    private void RollBack()
    {
        if (!_isInTransaction())
            return;
        try
        {
            _connection.Execute("rollback");
        }
        catch (SqliteException)
        {
            // SQLite has ended the transaction by itself; the caller gets the error that made it do so.
        }
    }

    private static Exception Explain(Exception exception) => exception is SqliteException sqlite
        ? new StorageException($"The data folder's file could not be written: {sqlite.Message}", sqlite)
        : exception;
}
