using Azure;

namespace Pipeline.Storage;

/// <summary>One change of a transaction. Made by the factory methods, in the order in which they shall apply.</summary>
public abstract record TableOperation
{
    private TableOperation(string rowKey) => RowKey = rowKey;

    /// <summary>The row that changes. A transaction names each row at most once.</summary>
    public string RowKey { get; }

    /// <summary>Adds a row; the transaction fails with <see cref="RowAlreadyExistsException"/> when it is there.</summary>
    public sealed record Insert(string Row, ReadOnlyMemory<byte> Value) : TableOperation(Row);

    /// <summary>Replaces a row if it still has the version <paramref name="Match"/> (<see cref="ETag.All"/>: whatever it has).</summary>
    public sealed record Update(string Row, ReadOnlyMemory<byte> Value, ETag Match) : TableOperation(Row);

    /// <summary>Adds or replaces a row, whatever is there.</summary>
    public sealed record Upsert(string Row, ReadOnlyMemory<byte> Value) : TableOperation(Row);

    /// <summary>
    /// Removes a row if it still has the version <paramref name="Match"/> (<see cref="ETag.All"/>: whatever it has). Unlike a removal alone, the
    /// transaction fails with <see cref="RowNotFoundException"/> when the row is not there.
    /// </summary>
    public sealed record Delete(string Row, ETag Match) : TableOperation(Row);
}
