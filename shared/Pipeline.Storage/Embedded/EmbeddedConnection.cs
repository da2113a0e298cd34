using Microsoft.Data.Sqlite;

namespace Pipeline.Storage.Embedded;

/// <summary>A connection with its prepared statements: a statement's text is compiled once and run many times.</summary>
public sealed class EmbeddedConnection(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>
    /// The prepared command for <paramref name="sql"/>, with its parameters <c>$1</c>, <c>$2</c> … set to <paramref name="values"/>
    /// (null, string, long, byte[] or <see cref="ReadOnlyMemory{T}"/> of bytes). Not to be disposed, nor used while a reader of the same text is open.
    /// </summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 1; index <= values.Length; index++)
                command.Parameters.Add(new SqliteParameter("$" + index.ToString(System.Globalization.CultureInfo.InvariantCulture), null));
            _prepared.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] switch
            {
                null => DBNull.Value,
                ReadOnlyMemory<byte> bytes => bytes.ToArray(),
                var value => value,
            };
        return command;
    }

    /// <summary>Runs a statement that returns nothing and says how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        connection.Dispose();
    }
}
