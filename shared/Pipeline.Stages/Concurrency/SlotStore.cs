using Azure;
using Pipeline.Definitions;
using Pipeline.Definitions.Concurrency;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Concurrency;

/// <summary>
/// The slot pools in storage: a row for each that somebody claims something of, all in one partition. A change of several pools is one transaction,
/// conditional on the versions that it was decided on: it takes effect as a whole, before or after any other, or not at all. So there is no moment at
/// which a run holds one of its slots and not the other, and a process that dies leaves nothing in between.
/// </summary>
public sealed class SlotStore(IStorage storage)
{
    private const string Partition = "pools";

    /// <summary>Changes with every child run that comes to wait. Names of pools have a colon.</summary>
    private const string Order = "order-of-children";

    private readonly ITable table = storage.Table("Concurrency");

    /// <summary>Reads some pools.</summary>
    public async ValueTask<SlotPools> ReadAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => PoolsOf(await RowsAsync(names, cancellationToken));

    /// <summary>Reads every pool that somebody claims something of.</summary>
    public async ValueTask<SlotPools> ReadAllAsync(CancellationToken cancellationToken) => PoolsOf(await AllRowsAsync(cancellationToken));

    /// <summary>Changes some pools together.</summary>
    /// <param name="names">The pools that the decision is about; it sees no other.</param>
    /// <param name="decide">Says what becomes of them, and what to return. It may be asked several times, and has no effects of its own.</param>
    /// <param name="cancellationToken">Ends the wait; whether the change is made then is open.</param>
    public ValueTask<T> ChangeAsync<T>(IReadOnlyList<string> names, Func<SlotPools, (SlotPools After, T Result)> decide, CancellationToken cancellationToken) =>
        ChangeAsync(() => RowsAsync(names, cancellationToken), decide, isOrdered: false, cancellationToken);

    /// <summary>
    /// As <see cref="ChangeAsync{T}(IReadOnlyList{string}, Func{SlotPools, ValueTuple{SlotPools, T}}, CancellationToken)"/>, of a decision that sees all
    /// pools. Those made by this method follow one another: of two that would each be right alone and not together, the later sees the earlier.
    /// </summary>
    public ValueTask<T> ChangeInOrderAsync<T>(Func<SlotPools, (SlotPools After, T Result)> decide, CancellationToken cancellationToken) =>
        ChangeAsync(() => AllRowsAsync(cancellationToken), decide, isOrdered: true, cancellationToken);

    private async ValueTask<T> ChangeAsync<T>(
        Func<ValueTask<Dictionary<string, TableRow>>> read, Func<SlotPools, (SlotPools After, T Result)> decide, bool isOrdered, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The order comes first: a decision in between is either seen, or makes this one fail.
            var order = isOrdered ? await table.GetAsync(Partition, Order, cancellationToken) : null;
            var rows = await read();
            var before = PoolsOf(rows);
            var (after, result) = decide(before);
            var operations = before.All.Keys.Union(after.All.Keys)
                .Where(name => !ReferenceEquals(before[name], after[name]))
                .Select(name => Operation(name, after[name], rows.GetValueOrDefault(name)?.ETag))
                .OfType<TableOperation>()
                .ToList();
            if (operations.Count == 0)
                return result;
            if (isOrdered)
                operations.Add(order is null ? new TableOperation.Insert(Order, default) : new TableOperation.Update(Order, default, order.ETag));

            try
            {
                await table.TransactAsync(Partition, operations, cancellationToken);
                return result;
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
            {
                // Somebody else was first, or this very change had taken effect and its answer was lost: look again.
            }
        }
    }

    private static TableOperation? Operation(string name, SlotPool after, ETag? before) => before switch
    {
        null => after.IsUnclaimed ? null : new TableOperation.Insert(name, Serialize(after)),
        { } version => after.IsUnclaimed ? new TableOperation.Delete(name, version) : new TableOperation.Update(name, Serialize(after), version),
    };

    private async ValueTask<Dictionary<string, TableRow>> RowsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(names.Select(name => table.GetAsync(Partition, name, cancellationToken).AsTask()));
        return rows.OfType<TableRow>().ToDictionary(row => row.RowKey, StringComparer.Ordinal);
    }

    private async ValueTask<Dictionary<string, TableRow>> AllRowsAsync(CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, TableRow>(StringComparer.Ordinal);
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = Partition }, cancellationToken))
        {
            if (row.RowKey != Order)
                rows.Add(row.RowKey, row);
        }

        return rows;
    }

    private static SlotPools PoolsOf(Dictionary<string, TableRow> rows) => new(SlotPools.None.All.AddRange(
        rows.Select(row => KeyValuePair.Create(row.Key, RunRows.Deserialize(row.Value, DefinitionsJson.Default.SlotPool)))));

    private static ReadOnlyMemory<byte> Serialize(SlotPool pool) => RunRows.Serialize(pool, DefinitionsJson.Default.SlotPool);
}
