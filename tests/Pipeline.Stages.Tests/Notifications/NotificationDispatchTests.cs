using System.Text;
using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using static Pipeline.Stages.Tests.Notifications.NotificationFixture;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationDispatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_channel_does_not_take_at_once_is_tried_again_under_the_same_id()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Failed)));
        fixture.Answer(500, 503);
        await fixture.EndAsync(RunStatus.Terminal);

        var first = Assert.Single(await fixture.DispatchAsync());
        Assert.Equal((NotificationStatus.Pending, 1, fixture.Time.GetUtcNow().AddSeconds(1)), (first.Status, first.Attempts, first.NextAttemptAt));
        Assert.StartsWith("127.0.0.1 answered 500", first.LastError, StringComparison.Ordinal);
        await fixture.DispatchAsync();
        Assert.Single(fixture.Received);

        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.DispatchAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        var last = Assert.Single(await fixture.DispatchAsync());

        Assert.Equal((NotificationStatus.Delivered, 3, null, fixture.Time.GetUtcNow()), (last.Status, last.Attempts, last.LastError, last.DeliveredAt));
        Assert.Equal([last.Id, last.Id, last.Id], fixture.Received.Select(request => request.Headers["webhook-id"]));
        Assert.Single(fixture.Received.Select(request => request.Body).Distinct());
    }

    [Fact]
    public async Task What_no_channel_takes_for_a_day_is_given_up_and_says_so()
    {
        await using var fixture = await StartAsync(Define(To("away", NotificationEvent.Failed)));
        await fixture.EndAsync(RunStatus.Terminal);
        var noted = fixture.Time.GetUtcNow();

        var dispatch = fixture.Dispatch();
        while ((await dispatch.RunAsync(fixture.Run, Cancellation)).DueAt is { } due)
            fixture.Time.Advance(due - fixture.Time.GetUtcNow());

        var record = Assert.Single(await fixture.RecordsAsync());
        Assert.Equal(NotificationStatus.Failed, record.Status);
        Assert.Equal("Given up after 24 hours: The vault gave no answer.", record.LastError);
        Assert.Equal(noted + TimeSpan.FromDays(1), fixture.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("nowhere", null, NotificationStatus.Failed, "There is no notification channel 'nowhere' for the application 'shop'. Add it under settings/notifications.")]
    [InlineData("lost", null, NotificationStatus.Failed, "The key is gone.")]
    [InlineData("slack", "ann@example.com", NotificationStatus.Failed, "The channel is not mail, so the notification can name no recipients: leave 'to' out.")]
    [InlineData("mail", null, NotificationStatus.Failed, "The channel is mail, and the notification names no recipient: add 'to' with their addresses.")]
    [InlineData("broken", null, NotificationStatus.Pending, "The delivery broke off unexpectedly (InvalidOperationException).")]
    public async Task What_cannot_be_delivered_says_why_and_what_to_change(string channel, string? to, NotificationStatus status, string error)
    {
        await using var fixture = await StartAsync(Define(To(channel, NotificationEvent.Failed) with { To = to is null ? [] : [to] }));
        await fixture.EndAsync(RunStatus.Terminal);

        var record = Assert.Single(await fixture.DispatchAsync());

        Assert.Equal((status, error), (record.Status, record.LastError));
        Assert.Empty(fixture.Received);
    }

    [Fact]
    public async Task A_channel_that_is_away_keeps_no_other_from_its_message()
    {
        await using var fixture = await StartAsync(Define(To("away", NotificationEvent.Failed), To("hook", NotificationEvent.Failed), To("own", NotificationEvent.Failed)));
        await fixture.EndAsync(RunStatus.Terminal);

        var records = await fixture.DispatchAsync();

        Assert.Equal([NotificationStatus.Pending, NotificationStatus.Delivered, NotificationStatus.Delivered], records.Select(record => record.Status));
    }

    [Fact]
    public async Task A_crash_after_the_event_loses_nothing()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Starting, NotificationEvent.Failed)));
        await fixture.BeginAsync();
        await fixture.EndAsync(RunStatus.Terminal);

        // The process that wrote the events is gone with its signals; another one sweeps.
        using var store = new RunStore(fixture.Storage, fixture.Time);
        await fixture.Dispatch(store).RunAsync(fixture.Run, Cancellation);

        Assert.Equal(
            [$"{fixture.Run}/1/-/0/failed/0", $"{fixture.Run}/1/-/0/starting/0"], fixture.Received.Select(request => request.Headers["webhook-id"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_crash_between_the_delivery_and_its_record_repeats_it_under_the_same_id_when_the_lease_is_over()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Failed)));
        await fixture.EndAsync(RunStatus.Terminal);
        await using (var breaking = new BreakingStorage(fixture.Storage, updates: 2))
        {
            using var crashing = new RunStore(breaking, fixture.Time);
            await Assert.ThrowsAsync<StorageException>(() => fixture.Dispatch(crashing).RunAsync(fixture.Run, Cancellation));
        }

        Assert.Single(fixture.Received);
        var record = Assert.Single(await fixture.DispatchAsync());
        Assert.Equal((NotificationStatus.Pending, 1), (record.Status, record.Attempts));
        Assert.Single(fixture.Received);

        fixture.Time.Advance(NotificationDispatch.Lease);
        record = Assert.Single(await fixture.DispatchAsync());

        Assert.Equal((NotificationStatus.Delivered, 2), (record.Status, record.Attempts));
        Assert.Equal([record.Id, record.Id], fixture.Received.Select(request => request.Headers["webhook-id"]));
    }

    [Fact]
    public async Task More_messages_than_a_transaction_holds_are_each_noted_once_whatever_crashes_between()
    {
        var recipients = Enumerable.Range(0, 20).Select(number => $"r{number}@example.com").ToArray();
        await using var fixture = await StartAsync(Define([.. Enumerable.Range(0, 10).Select(_ => To("slack", NotificationEvent.Failed) with { To = recipients })]));
        await fixture.EndAsync(RunStatus.Terminal);
        await using (var breaking = new BreakingStorage(fixture.Storage, inserts: 120))
        {
            using var crashing = new RunStore(breaking, fixture.Time);
            await Assert.ThrowsAsync<StorageException>(() => fixture.Dispatch(crashing).RunAsync(fixture.Run, Cancellation));
        }

        Assert.Equal(119, (await fixture.RecordsAsync()).Count);
        var records = await fixture.DispatchAsync();

        Assert.Equal(200, records.Select(record => record.Id).Distinct().Count());
        Assert.All(records, record => Assert.Equal((NotificationStatus.Failed, 1), (record.Status, record.Attempts)));
        Assert.Equal(200, records.Count);
    }

    [Fact]
    public async Task Processes_that_look_at_the_same_time_send_each_message_once()
    {
        await using var fixture = await StartAsync(Define([.. Enumerable.Range(0, 5).Select(_ => To("hook", NotificationEvent.Starting, NotificationEvent.Failed))]));
        await fixture.BeginAsync();
        await fixture.EndAsync(RunStatus.Terminal);
        var stores = Enumerable.Range(0, 4).Select(_ => new RunStore(fixture.Storage, fixture.Time)).ToArray();

        await Task.WhenAll(stores.Select(store => fixture.Dispatch(store).RunAsync(fixture.Run, Cancellation)));

        Assert.Equal(10, fixture.Received.Count);
        Assert.Equal(10, fixture.Received.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        Assert.All(await fixture.RecordsAsync(), record => Assert.Equal((NotificationStatus.Delivered, 1), (record.Status, record.Attempts)));
        Assert.All(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Neither_a_link_that_decides_nor_a_channels_secret_is_kept()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting), To("slack", NotificationEvent.Waiting)));
        fixture.Answer(500, 404);
        await fixture.AskAsync();
        await fixture.DispatchAsync();

        Assert.Contains("T0K3N", fixture.Received[0].Body, StringComparison.Ordinal);
        await foreach (var row in fixture.Storage.Table("Runs").RowsAsync(new() { PartitionKey = fixture.Run }, Cancellation))
        {
            var text = Encoding.UTF8.GetString(row.Value.Span);
            Assert.DoesNotContain("T0K3N", text, StringComparison.Ordinal);
            Assert.DoesNotContain(SecretPath, text, StringComparison.Ordinal);
            Assert.DoesNotContain("a-signing-key", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mail", true)]
    [InlineData("own-mail", false)]
    [InlineData("hook", false)]
    public async Task Only_mail_of_a_channel_that_administrators_keep_may_decide_as_its_recipient(string channel, bool isPrivate)
    {
        await using var fixture = await StartAsync(Define(To(channel, NotificationEvent.Waiting) with { To = channel == "hook" ? [] : ["ann@example.com"] }));
        await fixture.AskAsync();

        var record = Assert.Single(await fixture.DispatchAsync());

        Assert.Equal((record.Id, isPrivate), Assert.Single(fixture.Decisions));
    }

    [Fact]
    public async Task A_question_that_is_decided_before_its_message_could_be_delivered_is_not_asked_any_more()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting)));
        fixture.Answer(500);
        await fixture.AskAsync();
        await fixture.DispatchAsync();
        await fixture.AskAsync(asks: false);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        var record = Assert.Single(await fixture.DispatchAsync());

        Assert.Equal((NotificationStatus.Failed, "It was not sent any more: nothing is asked of its reader now."), (record.Status, record.LastError));
        Assert.Single(fixture.Received);
    }

    [Fact]
    public async Task A_run_that_tells_nobody_wakes_nobody()
    {
        await using var fixture = await StartAsync(Define());

        Assert.Null((await fixture.Store.GetAsync(fixture.Run, Cancellation)).Run.Notifies);
        await fixture.BeginAsync();
        await fixture.EndAsync(RunStatus.Terminal);

        using var stop = new CancellationTokenSource();
        await using var reader = fixture.Store.Notifications.Signal.ReadAllAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = reader.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task What_happens_wakes_the_deliverer_once_and_what_is_not_told_does_not()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting)));
        await using var reader = fixture.Store.Notifications.Signal.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await fixture.BeginAsync();
        var next = reader.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        await fixture.AskAsync();

        Assert.True(await next);
        Assert.Equal(fixture.Run, reader.Current);
    }

    /// <summary>A storage that breaks at a certain update or insert of a single row, and ever after, as if the process had been killed there.</summary>
    private sealed class BreakingStorage(IStorage storage, int updates = int.MaxValue, int inserts = int.MaxValue) : IStorage
    {
        private int _updates = updates;
        private int _inserts = inserts;

        public ITable Table(string name) => new BreakingTable(storage.Table(name), this);

        public IBlobs Blobs(string container) => storage.Blobs(container);

        // The storage is the fixture's.
        public ValueTask DisposeAsync() => default;

        private sealed class BreakingTable(ITable table, BreakingStorage owner) : ITable
        {
            public ValueTask<TableRow?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken) =>
                table.GetAsync(partitionKey, rowKey, cancellationToken);

            public ValueTask<Azure.ETag> InsertAsync(TableRow row, CancellationToken cancellationToken) =>
                Interlocked.Decrement(ref owner._inserts) <= 0 ? throw new StorageException("killed") : table.InsertAsync(row, cancellationToken);

            public ValueTask<Azure.ETag> UpdateAsync(TableRow row, CancellationToken cancellationToken) =>
                Interlocked.Decrement(ref owner._updates) <= 0 ? throw new StorageException("killed") : table.UpdateAsync(row, cancellationToken);

            public ValueTask<Azure.ETag> UpsertAsync(TableRow row, CancellationToken cancellationToken) => table.UpsertAsync(row, cancellationToken);

            public ValueTask DeleteAsync(string partitionKey, string rowKey, Azure.ETag match, CancellationToken cancellationToken) =>
                table.DeleteAsync(partitionKey, rowKey, match, cancellationToken);

            public ValueTask<TablePage> QueryAsync(TableQuery query, CancellationToken cancellationToken) => table.QueryAsync(query, cancellationToken);

            public ValueTask TransactAsync(string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
                table.TransactAsync(partitionKey, operations, cancellationToken);
        }
    }
}
