using Azure;

namespace Pipeline.Storage.Tests.Conformance;

public abstract partial class TableConformance
{
    [Fact]
    public async Task A_transaction_does_everything()
    {
        var updated = await Insert("updated", "old");
        var deleted = await Insert("deleted");
        await Insert("replaced", "old");
        await Table.TransactAsync(
            "p",
            [
                new TableOperation.Insert("inserted", Bytes("new")),
                new TableOperation.Update("updated", Bytes("new"), updated),
                new TableOperation.Upsert("replaced", Bytes("new")),
                new TableOperation.Upsert("added", Bytes("new")),
                new TableOperation.Delete("deleted", deleted),
            ],
            Cancellation);
        foreach (var key in new[] { "inserted", "updated", "replaced", "added" })
            Assert.Equal("new", Text(await Get(key)));
        Assert.Null(await Get("deleted"));
    }

    [Fact]
    public async Task A_transaction_with_an_insert_of_what_is_there_changes_nothing()
    {
        await Insert("there", "old");
        await AssertRefused<RowAlreadyExistsException>(new TableOperation.Insert("there", Bytes("new")));
    }

    [Fact]
    public async Task A_transaction_with_a_stale_update_changes_nothing()
    {
        var stale = await Insert("there", "older");
        await Table.UpdateAsync(new TableRow("p", "there", Bytes("old")) { ETag = stale }, Cancellation);
        await AssertRefused<RowChangedException>(new TableOperation.Update("there", Bytes("new"), stale));
        await AssertRefused<RowChangedException>(new TableOperation.Delete("there", stale));
    }

    [Fact]
    public async Task A_transaction_with_a_missing_row_changes_nothing()
    {
        await Insert("there", "old");
        await AssertRefused<RowNotFoundException>(new TableOperation.Update("missing", Bytes("new"), ETag.All));
        await AssertRefused<RowNotFoundException>(new TableOperation.Delete("missing", ETag.All));
    }

    [Fact]
    public async Task A_transaction_of_a_hundred_works_and_others_are_refused()
    {
        await Table.TransactAsync("p", [.. Enumerable.Range(0, 100).Select(number => new TableOperation.Insert($"{number}", Bytes($"{number}")))], Cancellation);
        Assert.Equal("99", Text(await Get("99")));
        await Refuse([]);
        await Refuse([.. Enumerable.Range(200, 101).Select(number => new TableOperation.Insert($"{number}", default))]);
        await Refuse([new TableOperation.Upsert("twice", default), new TableOperation.Delete("twice", ETag.All)]);
        await Refuse([new TableOperation.Upsert("fine", default), new TableOperation.Update("r", default, default)]);
        Assert.Null(await Get("200"));
        Assert.Null(await Get("fine"));

        async Task Refuse(TableOperation[] operations) =>
            await Assert.ThrowsAsync<ArgumentException>(() => Table.TransactAsync("p", operations, Cancellation).AsTask());
    }

    [Fact]
    public async Task A_transaction_larger_than_the_service_takes_at_once_still_works()
    {
        var operations = Enumerable.Range(0, 100).Select(number => new TableOperation.Insert($"{number:000}", Filled(number, 64 << 10))).ToList<TableOperation>();
        operations[50] = new TableOperation.Insert("large", Filled(50, 2_000_000));
        await Table.TransactAsync("p", operations, Cancellation);
        Assert.Equal(Filled(0, 64 << 10), (await Get("000"))!.Value.ToArray());
        Assert.Equal(Filled(99, 64 << 10), (await Get("099"))!.Value.ToArray());
        Assert.Equal(Filled(50, 2_000_000), (await Get("large"))!.Value.ToArray());

        static byte[] Filled(int with, int length)
        {
            var value = new byte[length];
            value.AsSpan().Fill((byte)with);
            return value;
        }
    }

    [Fact]
    public async Task Of_many_transactions_on_one_head_row_one_wins_and_the_others_leave_nothing()
    {
        var head = await Insert("head", "0");
        var winners = await Task.WhenAll(Enumerable.Range(1, 10).Select(async number =>
        {
            try
            {
                await Table.TransactAsync("p", [new TableOperation.Insert($"row-{number}", default), new TableOperation.Update("head", Bytes($"{number}"), head)], Cancellation);
                return number;
            }
            catch (RowChangedException)
            {
                return 0;
            }
        }));
        var winner = Assert.Single(winners, number => number > 0);
        Assert.Equal(["head", $"row-{winner}"], await Keys(new TableQuery { PartitionKey = "p" }));
        Assert.Equal($"{winner}", Text(await Get("head")));
    }

    private async Task AssertRefused<TException>(TableOperation refused)
        where TException : StorageException
    {
        await Assert.ThrowsAsync<TException>(() => Table.TransactAsync(
            "p",
            [new TableOperation.Insert("before", Bytes("new")), refused, new TableOperation.Insert("after", Bytes("new"))],
            Cancellation).AsTask());
        Assert.Null(await Get("before"));
        Assert.Null(await Get("after"));
        Assert.Equal("old", Text(await Get("there")));
    }
}
