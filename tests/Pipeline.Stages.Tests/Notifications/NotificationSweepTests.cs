using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using static Pipeline.Stages.Tests.Notifications.NotificationFixture;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationSweepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_watched_until_everything_is_told_of_it()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Failed)));
        fixture.Answer(500);
        await fixture.BeginAsync();
        fixture.Time.Advance(TimeSpan.FromHours(1));
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal([fixture.Run], await fixture.WatchedAsync());

        await fixture.EndAsync(RunStatus.Terminal);
        await fixture.Sweep().SweepAsync(Cancellation);
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal([fixture.Run], await fixture.WatchedAsync());

        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.Sweep().SweepAsync(Cancellation);
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal(NotificationStatus.Delivered, Assert.Single(await fixture.RecordsAsync()).Status);
        Assert.Empty(await fixture.WatchedAsync());
    }

    [Fact]
    public async Task A_run_that_is_being_started_or_restarted_stays_watched()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Failed)));
        await fixture.EndAsync(RunStatus.Succeeded);
        await fixture.Store.Notifications.WatchAsync("a-run-that-never-was", fixture.Time.GetUtcNow(), Cancellation);
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal(2, (await fixture.WatchedAsync()).Count);

        fixture.Time.Advance(TimeSpan.FromMinutes(3));
        await fixture.Store.Notifications.WatchAsync(fixture.Run, fixture.Time.GetUtcNow(), Cancellation);
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal([fixture.Run], await fixture.WatchedAsync());

        await fixture.RestartAsync();
        await fixture.EndAsync(RunStatus.Terminal);
        await fixture.Sweep().SweepAsync(Cancellation);
        Assert.Equal($"{fixture.Run}/2/-/0/failed/0", Assert.Single(fixture.Received).Headers["webhook-id"]);
    }
}
