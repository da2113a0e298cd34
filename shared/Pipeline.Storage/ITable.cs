using Azure;

namespace Pipeline.Storage;

/// <summary>
/// A table of rows, as Azure Table Storage has it: changes are conditional on versions, and rows of one partition can change together.
/// Every method that changes something returns only when the change is durable.
/// </summary>
public interface ITable
{
    /// <summary>Reads one row; null when there is none.</summary>
    ValueTask<TableRow?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken = default);

    /// <summary>Adds a row and returns its version.</summary>
    /// <exception cref="RowAlreadyExistsException">A row with that key is there.</exception>
    ValueTask<ETag> InsertAsync(TableRow row, CancellationToken cancellationToken = default);

    /// <summary>Replaces a row that still has <paramref name="row"/>'s version (<see cref="ETag.All"/>: whatever it has) and returns the new version.</summary>
    /// <exception cref="RowNotFoundException">There is no such row.</exception>
    /// <exception cref="RowChangedException">The row has another version.</exception>
    ValueTask<ETag> UpdateAsync(TableRow row, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces a row, whatever is there, and returns its version.</summary>
    ValueTask<ETag> UpsertAsync(TableRow row, CancellationToken cancellationToken = default);

    /// <summary>Removes a row that still has the version <paramref name="match"/>; a row that is not there is already removed.</summary>
    /// <exception cref="RowChangedException">The row has another version.</exception>
    ValueTask DeleteAsync(string partitionKey, string rowKey, ETag match, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of a partition's rows in ordinal order of their keys.</summary>
    ValueTask<TablePage> QueryAsync(TableQuery query, CancellationToken cancellationToken = default);

    /// <summary>Applies 1 to 100 operations on rows of one partition, all or none.</summary>
    /// <exception cref="StorageException">The typed error of the first operation that failed; nothing has changed.</exception>
    ValueTask TransactAsync(string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken = default);
}
