using System.Text;
using Azure;

namespace Pipeline.Storage.Tests.Conformance;

/// <summary>What every table does, whatever keeps it.</summary>
public abstract partial class TableConformance
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ITable Table { get; private set; } = null!;

    /// <summary>A table that no other test uses.</summary>
    protected abstract ValueTask<ITable> OpenTableAsync(string name);

    protected async ValueTask OpenAsync() => Table = await OpenTableAsync("t" + Guid.NewGuid().ToString("N"));

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(TableRow? row) => Encoding.UTF8.GetString(Assert.IsType<TableRow>(row).Value.Span);

    protected Task<ETag> Insert(string rowKey, string value = "value", string partitionKey = "p") =>
        Table.InsertAsync(new TableRow(partitionKey, rowKey, Bytes(value)), Cancellation).AsTask();

    protected Task<TableRow?> Get(string rowKey, string partitionKey = "p") => Table.GetAsync(partitionKey, rowKey, Cancellation).AsTask();

    [Fact]
    public async Task A_row_is_read_as_it_was_inserted()
    {
        var etag = await Insert("r", "hello");
        var row = await Get("r");
        Assert.Equal(("p", "r", "hello"), (row?.PartitionKey, row?.RowKey, Text(row)));
        Assert.Equal(etag, row?.ETag);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_null()
    {
        Assert.Null(await Get("missing"));
        await Insert("r");
        Assert.Null(await Get("R"));
        Assert.Null(await Get("r", "P"));
    }

    [Fact]
    public async Task Inserting_twice_is_refused_and_keeps_the_first()
    {
        await Insert("r", "first");
        await Assert.ThrowsAsync<RowAlreadyExistsException>(() => Insert("r", "second"));
        Assert.Equal("first", Text(await Get("r")));
    }

    [Fact]
    public async Task Of_many_inserts_at_once_one_wins()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            try
            {
                await Insert("r", $"{number}");
                return number;
            }
            catch (RowAlreadyExistsException)
            {
                return -1;
            }
        }));
        Assert.Equal($"{Assert.Single(attempts, number => number >= 0)}", Text(await Get("r")));
    }

    [Fact]
    public async Task An_update_needs_the_version_that_is_there()
    {
        var first = await Insert("r", "1");
        var second = await Table.UpdateAsync(new TableRow("p", "r", Bytes("2")) { ETag = first }, Cancellation);
        Assert.NotEqual(first, second);
        await Assert.ThrowsAsync<RowChangedException>(() => Table.UpdateAsync(new TableRow("p", "r", Bytes("3")) { ETag = first }, Cancellation).AsTask());
        Assert.Equal("2", Text(await Get("r")));
        Assert.Equal(second, (await Get("r"))!.ETag);
        await Table.UpdateAsync(new TableRow("p", "r", Bytes("4")) { ETag = ETag.All }, Cancellation);
        Assert.Equal("4", Text(await Get("r")));
    }

    [Fact]
    public async Task An_update_of_a_row_that_is_not_there_is_refused()
    {
        var etag = await Insert("other");
        await Assert.ThrowsAsync<RowNotFoundException>(() => Table.UpdateAsync(new TableRow("p", "r", Bytes("1")) { ETag = etag }, Cancellation).AsTask());
        await Assert.ThrowsAsync<RowNotFoundException>(() => Table.UpdateAsync(new TableRow("p", "r", Bytes("1")) { ETag = ETag.All }, Cancellation).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateAsync(new TableRow("p", "other", Bytes("1")), Cancellation).AsTask());
    }

    [Fact]
    public async Task Of_many_updates_from_one_version_one_wins()
    {
        var etag = await Insert("r", "start");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            try
            {
                await Table.UpdateAsync(new TableRow("p", "r", Bytes($"{number}")) { ETag = etag }, Cancellation);
                return number;
            }
            catch (RowChangedException)
            {
                return -1;
            }
        }));
        Assert.Equal($"{Assert.Single(outcomes, number => number >= 0)}", Text(await Get("r")));
    }

    [Fact]
    public async Task An_upsert_adds_or_replaces()
    {
        var first = await Table.UpsertAsync(new TableRow("p", "r", Bytes("1")), Cancellation);
        var second = await Table.UpsertAsync(new TableRow("p", "r", Bytes("2")), Cancellation);
        Assert.NotEqual(first, second);
        var row = await Get("r");
        Assert.Equal(("2", second), (Text(row), row!.ETag));
    }

    [Fact]
    public async Task A_delete_needs_the_version_that_is_there()
    {
        var first = await Insert("r", "1");
        var second = await Table.UpdateAsync(new TableRow("p", "r", Bytes("2")) { ETag = first }, Cancellation);
        await Assert.ThrowsAsync<RowChangedException>(() => Table.DeleteAsync("p", "r", first, Cancellation).AsTask());
        await Table.DeleteAsync("p", "r", second, Cancellation);
        Assert.Null(await Get("r"));
        await Table.DeleteAsync("p", "r", second, Cancellation);
        await Table.DeleteAsync("p", "r", ETag.All, Cancellation);
    }

    [Fact]
    public async Task A_row_made_anew_has_another_version_than_its_predecessor()
    {
        var first = await Insert("r");
        await Table.DeleteAsync("p", "r", first, Cancellation);
        await Insert("r");
        await Assert.ThrowsAsync<RowChangedException>(() => Table.UpdateAsync(new TableRow("p", "r", Bytes("2")) { ETag = first }, Cancellation).AsTask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task Values_of_every_size_come_back(int length)
    {
        var value = new byte[length];
        new Random(length).NextBytes(value);
        var etag = await Table.InsertAsync(new TableRow("p", "r", value), Cancellation);
        Assert.Equal(value, (await Get("r"))!.Value.ToArray());
        var page = await Table.QueryAsync(new TableQuery { PartitionKey = "p" }, Cancellation);
        Assert.Equal(value, Assert.Single(page.Rows).Value.ToArray());

        // Grows and shrinks over the boundary.
        etag = await Table.UpdateAsync(new TableRow("p", "r", new byte[70_000 - Math.Min(length, 70_000)]) { ETag = etag }, Cancellation);
        Assert.Equal(70_000 - Math.Min(length, 70_000), (await Get("r"))!.Value.Length);
        await Table.DeleteAsync("p", "r", etag, Cancellation);
        Assert.Null(await Get("r"));
    }

    [Theory]
    [MemberData(nameof(HostileTexts.All), MemberType = typeof(HostileTexts))]
    public async Task Hostile_keys_are_just_keys(string key)
    {
        var etag = await Insert(key, "row");
        await Insert("r", "partition", key);
        Assert.Equal("row", Text(await Get(key)));
        Assert.Equal("partition", Text(await Get("r", key)));
        await Table.UpdateAsync(new TableRow("p", key, Bytes("updated")) { ETag = etag }, Cancellation);
        Assert.Equal(key, Assert.Single((await Table.QueryAsync(new TableQuery { PartitionKey = "p", From = key }, Cancellation)).Rows).RowKey);
        await Table.TransactAsync(key, [new TableOperation.Insert(key, Bytes("both"))], Cancellation);
        Assert.Equal("both", Text(await Get(key, key)));
        await Table.DeleteAsync("p", key, ETag.All, Cancellation);
        Assert.Null(await Get(key));
    }

    [Fact]
    public async Task A_key_beyond_the_limit_is_refused_with_the_limit()
    {
        await Insert(new string('k', 512));
        foreach (var key in new[] { new string('k', 513), new string('배', 103) })
        {
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => Insert(key));
            Assert.Contains("512", refused.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentException>(() => Insert("r", "value", key));
        }
    }
}
