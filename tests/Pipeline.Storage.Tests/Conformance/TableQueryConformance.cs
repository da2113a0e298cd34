namespace Pipeline.Storage.Tests.Conformance;

public abstract partial class TableConformance
{
    [Fact]
    public async Task A_query_reads_one_partition_in_ordinal_order()
    {
        string[] keys = ["b", "a", "a/b", "a.b", "a-b", "a b", "A", "_", "~", "é", "배", "🚀", "\uffff", "\ud7ff", "a\0", "aa", "Z", "0", "10", "9", "'", "%"];
        await Task.WhenAll(keys.Select(key => Insert(key)));
        await Insert("elsewhere", partitionKey: "p2");
        Assert.Equal(keys.Order(StringComparer.Ordinal), await Keys(new TableQuery { PartitionKey = "p" }));
        Assert.Empty(await Keys(new TableQuery { PartitionKey = "none" }));
    }

    [Fact]
    public async Task A_range_has_its_start_and_not_its_end()
    {
        foreach (var key in new[] { "a", "b", "b/1", "c", "d" })
            await Insert(key);
        Assert.Equal(["b", "b/1", "c"], await Keys(new TableQuery { PartitionKey = "p", From = "b", Before = "d" }));
        Assert.Equal(["c", "d"], await Keys(new TableQuery { PartitionKey = "p", From = "bb" }));
        Assert.Equal(["a"], await Keys(new TableQuery { PartitionKey = "p", Before = "b" }));
        Assert.Empty(await Keys(new TableQuery { PartitionKey = "p", From = "d", Before = "b" }));
        Assert.Equal(["d"], await Keys(new TableQuery { PartitionKey = "p", From = new string('c', 2000) }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Pages_give_every_row_once(int take)
    {
        var keys = Enumerable.Range(0, 10).Select(number => $"row-{number}").ToList();
        await Task.WhenAll(keys.Select(key => Insert(key, key)));
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Table.QueryAsync(new TableQuery { PartitionKey = "p", From = "row-2", Take = take, Continuation = continuation }, Cancellation);
            Assert.True(page.Rows.Count <= take);
            Assert.All(page.Rows, row => Assert.Equal(row.RowKey, Text(row)));
            seen.AddRange(page.Rows.Select(row => row.RowKey));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(keys.Skip(2), seen);
    }

    [Fact]
    public async Task A_page_of_large_values_ends_early_and_goes_on()
    {
        for (var number = 0; number < 7; number++)
            await Table.InsertAsync(new TableRow("p", $"r/{number}", new byte[1_500_000]), Cancellation);
        var first = await Table.QueryAsync(new TableQuery { PartitionKey = "p" }, Cancellation);
        Assert.Equal(3, first.Rows.Count);
        Assert.Equal(Enumerable.Range(0, 7).Select(number => $"r/{number}"), await Keys(new TableQuery { PartitionKey = "p" }));
    }

    [Fact]
    public async Task Rows_of_a_page_carry_their_versions()
    {
        await Insert("r", "1");
        var row = Assert.Single((await Table.QueryAsync(new TableQuery { PartitionKey = "p" }, Cancellation)).Rows);
        await Table.UpdateAsync(row with { Value = Bytes("2") }, Cancellation);
        Assert.Equal("2", Text(await Get("r")));
    }

    [Fact]
    public async Task More_than_a_thousand_rows_come_in_pages()
    {
        for (var start = 0; start < 1100; start += 100)
            await Table.TransactAsync("p", [.. Enumerable.Range(start, 100).Select(number => new TableOperation.Insert($"{number:0000}", default))], Cancellation);
        var first = await Table.QueryAsync(new TableQuery { PartitionKey = "p" }, Cancellation);
        Assert.Equal(1000, first.Rows.Count);
        var second = await Table.QueryAsync(new TableQuery { PartitionKey = "p", Continuation = first.Continuation }, Cancellation);
        Assert.Equal(("1000", 100, null), (second.Rows[0].RowKey, second.Rows.Count, second.Continuation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_of_impossible_size_is_refused(int take) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Table.QueryAsync(new TableQuery { PartitionKey = "p", Take = take }, Cancellation).AsTask());

    [Theory]
    [InlineData("' or RowKey ge '")]
    [InlineData("r' or RowKey ge '")]
    [InlineData("r!")]
    [InlineData("배")]
    public async Task A_continuation_that_no_query_returned_is_refused(string continuation) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Table.QueryAsync(new TableQuery { PartitionKey = "p", Continuation = continuation }, Cancellation).AsTask());

    private async Task<List<string>> Keys(TableQuery query)
    {
        var keys = new List<string>();
        do
        {
            var page = await Table.QueryAsync(query, Cancellation);
            keys.AddRange(page.Rows.Select(row => row.RowKey));
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        return keys;
    }
}
