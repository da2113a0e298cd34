using Microsoft.Data.Sqlite;

namespace Pipeline.Storage.Embedded;

/// <summary>The shape of the SQLite file, numbered as a whole: tables, blobs and the durable engine's own tables.</summary>
public static class EmbeddedSchema
{
    /// <summary>
    /// The newest shape this release writes. It goes up with every change that an older release could not read, whichever component makes it;
    /// every number down to 1 stays readable.
    /// </summary>
    public const long Current = 1;

    /// <summary>
    /// Makes a component's own tables and indexes on the shared file. Give it <c>create … if not exists</c> statements, separated by
    /// semicolons: it runs at each start. They take effect together or not at all.
    /// </summary>
    public static Task EnsureSchemaAsync(this IEmbeddedDatabase database, string sql, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            connection =>
            {
                connection.Execute(sql);
                return true;
            },
            cancellationToken);

    internal static void CheckAndStamp(SqliteConnection connection, string folder)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma user_version";
        var found = (long)command.ExecuteScalar()!;
        if (found > Current)
            throw new DataFolderTooNewException(folder, found);
        if (found == Current)
            return;
        command.CommandText = "pragma user_version = " + Current.ToString(System.Globalization.CultureInfo.InvariantCulture);
        command.ExecuteNonQuery();
    }
}
