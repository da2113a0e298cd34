using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pipeline.Storage.Embedded;

/// <summary>A backup as it was made or restored.</summary>
/// <param name="Path">The backup's file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Schema">The schema number of what is in it.</param>
public sealed record StorageBackupSummary(string Path, long Bytes, long Schema);

/// <summary>
/// Backup and restore of a data folder: documents, blobs, keys and the state of all runs. A backup is one file, itself a SQLite database, that holds
/// one moment of everything.
/// </summary>
public static class StorageBackup
{
    /// <summary>Backs a data folder up, while a server uses it or not. The file appears under its name only when it is complete and on disk.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="file">The backup's path; must not exist yet.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="StorageException">There is no data in the folder, the file exists or cannot be written, or the data is damaged.</exception>
    public static Task<StorageBackupSummary> CreateAsync(string folder, string file, CancellationToken cancellationToken = default) =>
        Task.Run(() => Create(Path.GetFullPath(folder), Path.GetFullPath(file), cancellationToken), cancellationToken);

    /// <summary>Makes a data folder from a backup.</summary>
    /// <param name="file">The backup's path.</param>
    /// <param name="folder">The data folder; must be empty or not exist.</param>
    /// <param name="cancellationToken">Ends the work; the folder is not usable then, and says so by staying without data.</param>
    /// <exception cref="StorageException">The file is no sound backup, is of a newer release, or the folder is not empty or cannot be written.</exception>
    public static Task<StorageBackupSummary> RestoreAsync(string file, string folder, CancellationToken cancellationToken = default) =>
        Task.Run(() => Restore(Path.GetFullPath(file), Path.GetFullPath(folder), cancellationToken), cancellationToken);

    private static StorageBackupSummary Create(string folder, string file, CancellationToken cancellationToken)
    {
        var database = Path.Combine(folder, EmbeddedDatabase.FileName);
        if (!File.Exists(database))
            throw new StorageException($"'{folder}' has no data to back up ({EmbeddedDatabase.FileName} is missing). Name the server's data folder.");
        if (Path.Exists(file))
            throw new StorageException($"'{file}' exists; a backup never overwrites. Choose another name.");
        return Completing(file, $"The backup '{file}' could not be written", partial =>
        {
            using (var source = EmbeddedDatabase.Connect(database, SqliteOpenMode.ReadWrite))
            {
                CheckSchema(source, folder);
                using var vacuum = source.CreateCommand();
                vacuum.CommandText = "vacuum into $file";
                vacuum.Parameters.AddWithValue("$file", partial);
                vacuum.CommandTimeout = 0;
                using var cancel = cancellationToken.Register(static connection => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle), source);
                vacuum.ExecuteNonQuery();
            }

            return Verify(partial, cancellationToken);
        }, cancellationToken);
    }

    private static StorageBackupSummary Restore(string file, string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new StorageException($"There is no backup '{file}'.");
        if (Path.Exists(folder) && (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new StorageException($"'{folder}' is not an empty folder; a restore never overwrites. Choose another folder or empty it.");
        Verify(file, cancellationToken);
        using var owned = DataFolderLock.Acquire(folder, TimeProvider.System);
        return Completing(Path.Combine(folder, EmbeddedDatabase.FileName), $"The folder '{folder}' could not be restored", partial =>
        {
            File.Copy(file, partial);
            using (var restored = EmbeddedDatabase.Connect(partial, SqliteOpenMode.ReadWrite))
            {
                // Versions that were given after the backup was made must not be given again.
                using var skip = restored.CreateCommand();
                skip.CommandText = "update opening set number = number + 4096";
                skip.ExecuteNonQuery();
            }

            return Verify(partial, cancellationToken);
        }, cancellationToken);
    }

    // Works on a file beside the final one and renames it when it is complete and on disk.
    private static StorageBackupSummary Completing(string file, string failure, Func<string, long> write, CancellationToken cancellationToken)
    {
        var partial = file + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Delete(partial);
            var schema = write(partial);
            using (var written = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
                written.Flush(flushToDisk: true);
            File.Move(partial, file);
            return new StorageBackupSummary(file, new FileInfo(file).Length, schema);
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{failure}: {exception.Message}", exception);
        }
        finally
        {
            Discard(partial);
        }
    }

    private static void Discard(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What made the folder unwritable is already on its way to the caller.
        }
    }

    private static long Verify(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = EmbeddedDatabase.Connect(file, SqliteOpenMode.ReadOnly);
            var schema = CheckSchema(connection, file);
            using var check = connection.CreateCommand();
            check.CommandText = "select count(*) from sqlite_master where name in ('opening', 'table_row', 'blob', 'blob_chunk')";
            if ((long)check.ExecuteScalar()! != 4)
                throw new StorageException($"'{file}' is not a backup of this program.");
            check.CommandText = "pragma quick_check(1)";
            check.CommandTimeout = 0;
            using var cancel = cancellationToken.Register(static connection => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle), connection);
            var found = (string)check.ExecuteScalar()!;
            return found == "ok" ? schema : throw new StorageException($"'{file}' is damaged: {found}");
        }
        catch (SqliteException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException($"'{file}' is not a sound backup: {exception.Message}", exception);
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static long CheckSchema(SqliteConnection connection, string where)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma user_version";
        var schema = (long)command.ExecuteScalar()!;
        return schema <= EmbeddedSchema.Current
            ? schema
            : throw new StorageException(
                string.Create(CultureInfo.InvariantCulture, $"'{where}' was written by a newer release (schema {schema}; this release knows up to {EmbeddedSchema.Current}). Use that release."));
    }
}
