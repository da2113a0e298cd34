namespace Pipeline.Storage.Embedded;

/// <summary>
/// The one SQLite file of a data folder. All changes, of tables, blobs and the durable engine alike, go through one writer, which joins
/// the changes that wait into a single transaction (group commit): one fsync serves them all.
/// </summary>
public interface IEmbeddedDatabase
{
    /// <summary>
    /// Runs <paramref name="change"/> on the writer's thread inside the next transaction and completes when that transaction is on disk.
    /// An exception that <paramref name="change"/> throws undoes only its own statements and is what the returned task fails with.
    /// </summary>
    /// <param name="change">Uses the writer's connection, must be quick and synchronous, and may run a second time if the commit failed.</param>
    /// <param name="cancellationToken">Gives the change up while it still waits for its turn.</param>
    Task<T> WriteAsync<T>(Func<EmbeddedConnection, T> change, CancellationToken cancellationToken = default);

    /// <summary>Runs <paramref name="read"/> on a reader's connection, in a snapshot that sees every change acknowledged before the call.</summary>
    Task<T> ReadAsync<T>(Func<EmbeddedConnection, T> read, CancellationToken cancellationToken = default);
}
