using Azure;
using Pipeline.Storage.Azure;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Azure;

public sealed class SpilledValuesTests(AzuriteServer azurite) : IAsyncLifetime
{
    private static readonly byte[] _large = new byte[100_000];
    private readonly string _name = "t" + Guid.NewGuid().ToString("N");
    private AzureStorage _storage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITable Table => _storage.Table(_name);

    public async ValueTask InitializeAsync() => _storage = await azurite.OpenStorageAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task A_refused_change_leaves_no_blob()
    {
        await Table.InsertAsync(new TableRow("p", "r", default), Cancellation);
        await Assert.ThrowsAsync<RowAlreadyExistsException>(() => Table.InsertAsync(new TableRow("p", "r", _large), Cancellation).AsTask());
        await Assert.ThrowsAsync<RowAlreadyExistsException>(() => Table.TransactAsync(
            "p", [new TableOperation.Insert("s", _large), new TableOperation.Insert("r", _large)], Cancellation).AsTask());
        Assert.Empty(await Values());
    }

    [Fact]
    public async Task The_sweep_removes_what_no_row_refers_to_and_nothing_else()
    {
        var etag = await Table.InsertAsync(new TableRow("p/1", "kept", _large), Cancellation);
        etag = await Table.UpdateAsync(new TableRow("p/1", "kept", _large.AsMemory(1)) { ETag = etag }, Cancellation);
        await Table.InsertAsync(new TableRow("p/1", "deleted", _large), Cancellation);
        await Table.DeleteAsync("p/1", "deleted", ETag.All, Cancellation);
        Assert.Equal(3, (await Values()).Count);

        await _storage.DeleteUnreferencedValuesAsync(TimeSpan.FromHours(1), Cancellation);
        Assert.Equal(3, (await Values()).Count);
        await _storage.DeleteUnreferencedValuesAsync(TimeSpan.FromHours(-1), Cancellation);
        Assert.Single(await Values());
        Assert.Equal(_large.Length - 1, (await Table.GetAsync("p/1", "kept", Cancellation))!.Value.Length);
    }

    [Fact]
    public async Task A_value_replaced_and_swept_between_the_reads_of_row_and_blob_is_read_anew()
    {
        await Table.InsertAsync(new TableRow("p", "r", _large), Cancellation);
        using var stop = new CancellationTokenSource();
        var replacing = Task.Run(
            async () =>
            {
                for (var length = 70_000; !stop.IsCancellationRequested; length++)
                {
                    var before = await Values();
                    await Table.UpsertAsync(new TableRow("p", "r", _large.AsMemory(0, 70_000 + (length % 1000))), Cancellation);
                    foreach (var name in before)
                        await _storage.Container(SpilledValues.Container).Blob(name).DeleteAsync(Cancellation);
                }
            },
            Cancellation);
        for (var read = 0; read < 60; read++)
            Assert.InRange((await Table.GetAsync("p", "r", Cancellation))!.Value.Length, 70_000, 100_000);
        await stop.CancelAsync();
        await replacing;
    }

    private async Task<List<string>> Values() =>
        await _storage.Container(SpilledValues.Container).ListAsync(_name + "/", withMetadata: false, Cancellation).Select(blob => blob.Name).ToListAsync(Cancellation);
}
