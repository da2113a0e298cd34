using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pipeline.Storage.Embedded;

/// <summary>A data folder that this process owns, with its one SQLite file in write-ahead mode: what is acknowledged survives a kill and a power cut.</summary>
public sealed class EmbeddedDatabase : IEmbeddedDatabase, IAsyncDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    internal const string FileName = "pipeline.db";

    private const int Readers = 4;

    // Full and fullfsync: acknowledged is on the disk itself, on macOS too. A checkpoint costs two flushes and a seek per page: at 16 MiB of
    // log it is rare, and a page changed often is copied once.
    private const string WriterSettings =
        "pragma journal_mode = wal; pragma synchronous = full; pragma fullfsync = on; pragma wal_autocheckpoint = 4000; "
        + "pragma journal_size_limit = 33554432; pragma cache_size = -8192; pragma temp_store = memory";

    private const string ReaderSettings = "pragma query_only = on; pragma cache_size = -2048; pragma temp_store = memory";

    private readonly string _folder;
    private readonly DataFolderLock _lock;
    private readonly EmbeddedWriter _writer;
    private readonly SemaphoreSlim _freeReaders = new(Readers);
    private readonly ConcurrentBag<EmbeddedConnection> _idleReaders = [];
    private volatile bool _disposed;

    static EmbeddedDatabase() => Batteries_V2.Init();

    private EmbeddedDatabase(string folder, DataFolderLock @lock, SqliteConnection writer)
    {
        _folder = folder;
        _lock = @lock;
        _writer = new EmbeddedWriter(new EmbeddedConnection(writer), () => raw.sqlite3_get_autocommit(writer.Handle) == 0);
    }

    /// <summary>Opens the folder's database, which is made when there is none, and owns the folder until disposed.</summary>
    /// <exception cref="DataFolderException">The folder is in use, not writable, damaged or newer than this release.</exception>
    public static Task<EmbeddedDatabase> OpenAsync(string folder, TimeProvider time, CancellationToken cancellationToken = default) =>
        Task.Run(() => Open(Path.GetFullPath(folder), time), cancellationToken);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<EmbeddedConnection, T> change, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(change, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The read runs on the calling thread: it takes microseconds, less than a change of threads would.</remarks>
    public async Task<T> ReadAsync<T>(Func<EmbeddedConnection, T> read, CancellationToken cancellationToken = default)
    {
        await _freeReaders.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_idleReaders.TryTake(out var connection))
                connection = new EmbeddedConnection(OpenReader(_folder));
            try
            {
                connection.Execute("begin");
                try
                {
                    return read(connection);
                }
                finally
                {
                    connection.Execute("rollback");
                }
            }
            finally
            {
                _idleReaders.Add(connection);
            }
        }
        catch (SqliteException exception)
        {
            throw new StorageException($"The data folder '{_folder}' could not be read: {exception.Message}", exception);
        }
        finally
        {
            _freeReaders.Release();
        }
    }

    /// <summary>Finishes the changes that wait, closes the file and gives the folder up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (var reader = 0; reader < Readers; reader++)
            await _freeReaders.WaitAsync();
        while (_idleReaders.TryTake(out var idle))
            idle.Dispose();
        _freeReaders.Release(Readers);
        await _writer.DisposeAsync();
        _lock.Dispose();
    }

    private static EmbeddedDatabase Open(string folder, TimeProvider time)
    {
        var @lock = DataFolderLock.Acquire(folder, time);
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
            EmbeddedSchema.CheckAndStamp(connection, folder);

            Run(connection, WriterSettings);
            return new EmbeddedDatabase(folder, @lock, connection);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            @lock.Dispose();
            if (exception is SqliteException sqlite)
                throw Explain(folder, sqlite);
            throw;
        }
    }

    private static DataFolderException Explain(string folder, SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_FULL => new DataFolderNotWritableException(folder, exception),
        _ => new DataFolderUnreadableException(folder, exception.Message, exception),
    };

    private static SqliteConnection OpenReader(string folder)
    {
        var connection = Connect(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
        Run(connection, ReaderSettings);
        return connection;
    }

    // Pooled connections would keep the file open, and the folder's next owner waiting, after this one has closed it.
    internal static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
