using System.Diagnostics;
using System.Text;
using Azure;
using Pipeline.Storage.Azure;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Azure;

/// <summary>Requests that are throttled, lost, or carried out without their answer arriving.</summary>
public sealed class DisturbedRequestTests(AzuriteServer azurite) : IAsyncLifetime
{
    private AzureStorage _storage = null!;
    private DisturbedStorage _network = null!;
    private ITable _table = null!;
    private IBlobs _blobs = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_storage, _network) = await DisturbedStorage.OpenAsync(azurite);
        var name = Guid.NewGuid().ToString("N");
        _table = _storage.Table("t" + name);
        _blobs = _storage.Blobs("c" + name);
        await Insert("there", "old");
        await Put("there", "old");
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _network.Dispose();
    }

    [Fact]
    public async Task An_insert_whose_answer_was_lost_is_not_reported_as_a_conflict()
    {
        _network.Disturb(Disturbance.AnswerLost);
        var etag = await Insert("r", "new");
        Assert.Equal(etag, (await _table.GetAsync("p", "r", Cancellation))!.ETag);
    }

    [Fact]
    public async Task An_insert_that_was_repeated_still_reports_a_true_conflict()
    {
        _network.Disturb(Disturbance.Busy, Disturbance.RequestLost);
        await Assert.ThrowsAsync<RowAlreadyExistsException>(() => Insert("there", "old"));
    }

    [Fact]
    public async Task An_update_whose_answer_was_lost_is_not_reported_as_changed()
    {
        var there = (await _table.GetAsync("p", "there", Cancellation))!;
        _network.Disturb(Disturbance.AnswerLost);
        var etag = await _table.UpdateAsync(there with { Value = Bytes("new") }, Cancellation);
        Assert.Equal(("new", etag), (await Row("there"), (await _table.GetAsync("p", "there", Cancellation))!.ETag));
        _network.Disturb(Disturbance.AnswerLost);
        await Assert.ThrowsAsync<RowChangedException>(() => _table.UpdateAsync(there with { Value = Bytes("stale") }, Cancellation).AsTask());
        Assert.Equal("new", await Row("there"));
    }

    [Fact]
    public async Task A_delete_whose_answer_was_lost_is_done()
    {
        var there = (await _table.GetAsync("p", "there", Cancellation))!;
        _network.Disturb(Disturbance.AnswerLost);
        await _table.DeleteAsync("p", "there", there.ETag, Cancellation);
        Assert.Null(await Row("there"));
    }

    [Fact]
    public async Task A_transaction_whose_answer_was_lost_is_done_once()
    {
        _network.Disturb(Disturbance.AnswerLost);
        await _table.TransactAsync("p", [new TableOperation.Delete("there", ETag.All), new TableOperation.Insert("r", Bytes("new"))], Cancellation);
        Assert.Equal((null, "new"), (await Row("there"), await Row("r")));
        _network.Disturb(Disturbance.AnswerLost);
        await _table.TransactAsync("p", [new TableOperation.Delete("r", ETag.All)], Cancellation);
        Assert.Null(await Row("r"));
        _network.Disturb(Disturbance.RequestLost);
        await Assert.ThrowsAsync<RowNotFoundException>(() => _table.TransactAsync(
            "p", [new TableOperation.Delete("r", ETag.All), new TableOperation.Insert("s", Bytes("new"))], Cancellation).AsTask());
        Assert.Null(await Row("s"));
    }

    [Fact]
    public async Task A_conditional_put_whose_answer_was_lost_is_done()
    {
        _network.Disturb(Disturbance.AnswerLost);
        var etag = await Put("b", "1", new BlobCondition(MustNotExist: true));
        _network.Disturb(Disturbance.AnswerLost);
        await Put("b", "2", new BlobCondition(Match: etag));
        Assert.Equal("2", await Content("b"));
        _network.Disturb(Disturbance.AnswerLost);
        await Assert.ThrowsAsync<BlobChangedException>(() => Put("b", "3", new BlobCondition(Match: etag)));
        _network.Disturb(Disturbance.AnswerLost);
        await Assert.ThrowsAsync<BlobAlreadyExistsException>(() => Put("b", "3", new BlobCondition(MustNotExist: true)));
        Assert.Equal("2", await Content("b"));
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_made_once()
    {
        await Append("log", "one ");
        _network.Disturb(Disturbance.AnswerLost);
        Assert.Equal(8, await Append("log", "two "));
        _network.Disturb(Disturbance.RequestLost);
        Assert.Equal(14, await Append("log", "three "));
        Assert.Equal("one two three ", await Content("log"));
    }

    [Fact]
    public async Task An_append_beside_another_process_goes_to_the_end()
    {
        var (other, network) = await DisturbedStorage.OpenAsync(azurite);
        using var _ = network;
        var name = "c" + Guid.NewGuid().ToString("N");
        await _storage.Blobs(name).AppendAsync("log", Bytes("a"), Cancellation);
        await other.Blobs(name).AppendAsync("log", Bytes("b"), Cancellation);
        _network.Disturb(Disturbance.RequestLost);
        Assert.Equal(3, await _storage.Blobs(name).AppendAsync("log", Bytes("c"), Cancellation));
        await other.Blobs(name).DeleteAsync("log", Cancellation);
        Assert.Equal(1, await _storage.Blobs(name).AppendAsync("log", Bytes("d"), Cancellation));
    }

    [Theory]
    [InlineData(Disturbance.Busy)]
    [InlineData(Disturbance.TooMany)]
    [InlineData(Disturbance.RequestLost)]
    internal async Task Throttled_and_lost_requests_are_repeated(Disturbance disturbance)
    {
        _network.Disturb(disturbance, disturbance);
        Assert.Equal("old", await Row("there"));
        Assert.Equal(3, _network.Requests.Count);
        _network.Disturb(disturbance, disturbance);
        await Append("log", "x");
        _network.Disturb(disturbance);
        Assert.Equal("x", await Content("log"));
    }

    [Fact]
    public async Task A_service_that_says_when_to_come_back_is_obeyed()
    {
        var clock = Stopwatch.StartNew();
        _network.Disturb(Disturbance.Busy, Disturbance.Busy, Disturbance.Busy);
        await Row("there");
        Assert.True(clock.ElapsedMilliseconds >= 90, $"three waits of 30 ms took {clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_service_that_stays_busy_is_an_error_of_its_own()
    {
        _network.Disturb(Disturbance.TooMany, Disturbance.TooMany, Disturbance.TooMany, Disturbance.TooMany);
        var refused = await Assert.ThrowsAsync<StorageException>(() => Row("there"));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        _network.Disturb(Disturbance.RequestLost, Disturbance.RequestLost, Disturbance.RequestLost, Disturbance.RequestLost);
        await Assert.ThrowsAsync<StorageException>(() => Content("there"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<ETag> Insert(string rowKey, string value) => _table.InsertAsync(new TableRow("p", rowKey, Bytes(value)), Cancellation).AsTask();

    private async Task<string?> Row(string rowKey) => await _table.GetAsync("p", rowKey, Cancellation) is { } row ? Encoding.UTF8.GetString(row.Value.Span) : null;

    private Task<ETag> Put(string name, string content, BlobCondition condition = default) => _blobs.PutAsync(name, Bytes(content), condition, Cancellation).AsTask();

    private Task<long> Append(string name, string content) => _blobs.AppendAsync(name, Bytes(content), Cancellation).AsTask();

    private async Task<string?> Content(string name) => await _blobs.GetAsync(name, 0, Cancellation) is { } blob ? Encoding.UTF8.GetString(blob.Content.Span) : null;
}
