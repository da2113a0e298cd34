using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Embedded;

/// <summary>Tables and blobs in a data folder on this machine, in one SQLite file.</summary>
public sealed class EmbeddedStorage : IStorage
{
    private readonly EmbeddedVersions _versions;

    private EmbeddedStorage(string folder, EmbeddedDatabase database, EmbeddedVersions versions)
    {
        Folder = folder;
        Database = database;
        _versions = versions;
    }

    /// <summary>The data folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The file that tables and blobs are in; the durable engine keeps its own tables there.</summary>
    public EmbeddedDatabase Database { get; }

    /// <summary>Opens a data folder, which is made when there is none, and owns it until disposed.</summary>
    /// <exception cref="DataFolderException">The folder is in use, not writable, damaged or newer than this release.</exception>
    public static async Task<EmbeddedStorage> OpenAsync(string folder, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var database = await EmbeddedDatabase.OpenAsync(folder, time, cancellationToken);
        try
        {
            await database.EnsureSchemaAsync(
                """
                create table if not exists opening (number integer primary key);
                create table if not exists table_row (
                    table_name text not null, partition_key text not null, row_key text not null, version integer not null, value blob not null,
                    primary key (table_name, partition_key, row_key));
                create table if not exists blob (
                    id integer primary key autoincrement, container text not null, name text not null, version integer not null,
                    length integer not null, appended integer not null, unique (container, name));
                create table if not exists blob_chunk (
                    blob_id integer not null, start integer not null, content blob not null, primary key (blob_id, start));
                """,
                cancellationToken);
            return new EmbeddedStorage(Path.GetFullPath(folder), database, await EmbeddedVersions.OpenAsync(database, cancellationToken));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ITable Table(string name) => new EmbeddedTable(Database, _versions, StorageNames.Table(name));

    /// <inheritdoc/>
    public IBlobs Blobs(string container) => new EmbeddedBlobs(Database, _versions, StorageNames.Container(container));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
