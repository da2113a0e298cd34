using Azure;
using FsCheck;
using FsCheck.Fluent;

namespace Pipeline.Storage.Tests.Conformance;

public abstract partial class TableConformance
{
    private static readonly string[] _oracleKeys = ["a", "a/b", "b", "배", "'", ""];

    /// <summary>How many random histories to try: each is some dozens of requests.</summary>
    protected abstract int Histories { get; }

    [Fact]
    public void Random_histories_go_as_in_memory()
    {
        var number = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories),
            Prop.ForAll(Gen.ListOf(RandomStep(), 15).ToArbitrary(), history => ReplayAsync($"history-{Interlocked.Increment(ref number)}", history)));
    }

    private static Gen<OracleStep> RandomStep() =>
        from count in Gen.Choose(1, 4)
        from operations in Gen.ListOf(
            from kind in Gen.Choose(0, 9)
            from key in Gen.Elements(_oracleKeys)
            from value in Gen.Choose(0, 1000)
            select new OracleOperation(kind, key, value),
            count)
        select new OracleStep([.. operations.DistinctBy(operation => operation.Key)]);

    private async Task ReplayAsync(string partition, IList<OracleStep> history)
    {
        // What is there, and for each row the version it had before its latest change: the stale one.
        var rows = new SortedDictionary<string, (int Value, ETag ETag)>(StringComparer.Ordinal);
        var stale = new Dictionary<string, ETag>(StringComparer.Ordinal);
        foreach (var step in history)
        {
            var operations = step.Operations.Select(operation => operation.ToTableOperation(rows, stale)).ToList();
            var expected = operations.Select(operation => Refusal(operation, rows)).FirstOrDefault(refusal => refusal is not null);
            var actual = await Record.ExceptionAsync(() => Table.TransactAsync(partition, operations, Cancellation).AsTask());
            Assert.Equal(expected, actual?.GetType());
            if (expected is null)
                Apply(operations, rows);
            var page = await Table.QueryAsync(new TableQuery { PartitionKey = partition }, Cancellation);
            Assert.Equal(rows.Select(row => (row.Key, row.Value.Value)), page.Rows.Select(row => (row.RowKey, BitConverter.ToInt32(row.Value.Span))));
            foreach (var row in page.Rows)
            {
                if (rows[row.RowKey].ETag is var before && before != default && before != row.ETag)
                    stale[row.RowKey] = before;
                rows[row.RowKey] = (rows[row.RowKey].Value, row.ETag);
            }
        }
    }

    private static Type? Refusal(TableOperation operation, SortedDictionary<string, (int Value, ETag ETag)> rows)
    {
        var there = rows.TryGetValue(operation.RowKey, out var row);
        ETag? match = operation switch
        {
            TableOperation.Update update => update.Match,
            TableOperation.Delete delete => delete.Match,
            _ => null,
        };
        return (operation, there) switch
        {
            (TableOperation.Insert, true) => typeof(RowAlreadyExistsException),
            (TableOperation.Update or TableOperation.Delete, false) => typeof(RowNotFoundException),
            (_, true) when match is { } version && version != ETag.All && version != row.ETag => typeof(RowChangedException),
            _ => null,
        };
    }

    private static void Apply(List<TableOperation> operations, SortedDictionary<string, (int Value, ETag ETag)> rows)
    {
        foreach (var operation in operations)
        {
            if (operation is TableOperation.Delete)
            {
                rows.Remove(operation.RowKey);
                continue;
            }

            var value = operation switch
            {
                TableOperation.Insert insert => insert.Value,
                TableOperation.Update update => update.Value,
                _ => ((TableOperation.Upsert)operation).Value,
            };
            rows[operation.RowKey] = (BitConverter.ToInt32(value.Span), rows.TryGetValue(operation.RowKey, out var row) ? row.ETag : default);
        }
    }

    private sealed record OracleStep(IReadOnlyList<OracleOperation> Operations);

    private sealed record OracleOperation(int Kind, string Key, int Value)
    {
        public TableOperation ToTableOperation(SortedDictionary<string, (int Value, ETag ETag)> rows, Dictionary<string, ETag> stale)
        {
            var value = BitConverter.GetBytes(Value);
            var current = rows.TryGetValue(Key, out var row) ? row.ETag : ETag.All;

            // Half of the conditional operations on rows that are not there make them instead, or most transactions would be refused.
            return Kind switch
            {
                >= 1 and <= 5 when current == ETag.All && Value % 2 == 0 => new TableOperation.Insert(Key, value),
                0 => new TableOperation.Insert(Key, value),
                1 => new TableOperation.Update(Key, value, current),
                2 => new TableOperation.Update(Key, value, stale.GetValueOrDefault(Key, current)),
                3 => new TableOperation.Delete(Key, current),
                4 => new TableOperation.Delete(Key, stale.GetValueOrDefault(Key, current)),
                5 => new TableOperation.Delete(Key, ETag.All),
                _ => new TableOperation.Upsert(Key, value),
            };
        }
    }
}
