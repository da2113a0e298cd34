using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using static Pipeline.Stages.Tests.Notifications.NotificationFixture;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationReminderTests
{
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_that_waits_on_is_told_of_again_until_it_is_decided()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting) with { Reminder = FourHours }));
        await fixture.AskAsync();
        await SweepAsync(fixture);
        fixture.Time.Advance(FourHours - TimeSpan.FromTicks(1));
        await SweepAsync(fixture);
        Assert.Single(fixture.Received);

        fixture.Time.Advance(TimeSpan.FromTicks(1));
        await SweepAsync(fixture);
        fixture.Time.Advance(FourHours);
        await SweepAsync(fixture);

        var records = await fixture.RecordsAsync();
        Assert.Equal(
            [$"{fixture.Run}/1/ask/1/waiting/0", $"{fixture.Run}/1/ask/1/reminder-1/0", $"{fixture.Run}/1/ask/1/reminder-2/0"], records.Select(record => record.Id));
        Assert.All(records, record => Assert.Equal(NotificationStatus.Delivered, record.Status));
        Assert.Contains("\"title\":\"Reminder: checkout #7: Sign off waits for a decision\"", fixture.Received[2].Body, StringComparison.Ordinal);
        Assert.Contains("\"reminder\":2", fixture.Received[2].Body, StringComparison.Ordinal);

        await fixture.AskAsync(asks: false);
        fixture.Time.Advance(FourHours);
        await SweepAsync(fixture);
        Assert.Equal(3, fixture.Received.Count);
        Assert.Null((await fixture.RecordsAsync())[0].RemindAt);
    }

    [Fact]
    public async Task A_reminder_follows_a_message_that_was_not_delivered_too()
    {
        await using var fixture = await StartAsync(Define(To("nowhere", NotificationEvent.Waiting) with { Reminder = FourHours }));
        await fixture.AskAsync();
        await SweepAsync(fixture);
        fixture.Time.Advance(FourHours);

        await SweepAsync(fixture);

        Assert.Equal([NotificationStatus.Failed, NotificationStatus.Failed], (await fixture.RecordsAsync()).Select(record => record.Status));
    }

    [Fact]
    public async Task Who_has_voted_is_not_reminded()
    {
        await using var fixture = await StartAsync(Define(To("slack", NotificationEvent.Waiting) with { To = ["Ann@example.com", "bob@example.com"], Reminder = FourHours }));
        await fixture.AskAsync();
        await SweepAsync(fixture);
        await fixture.AskAsync(votes: new StageVote("ann@example.com", fixture.Time.GetUtcNow(), null));
        fixture.Time.Advance(FourHours);

        await SweepAsync(fixture);

        var reminder = Assert.Single(await fixture.RecordsAsync(), record => record.Content.Reminder > 0);
        Assert.Equal("bob@example.com", reminder.To);
    }

    [Fact]
    public async Task After_thirty_reminders_there_is_peace()
    {
        await using var fixture = await StartAsync(Define(To("slack", NotificationEvent.Waiting) with { Reminder = TimeSpan.FromMinutes(1) }));
        await fixture.AskAsync();
        for (var minute = 0; minute < NotificationPlan.MostReminders + 5; minute++)
        {
            await SweepAsync(fixture);
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1 + NotificationPlan.MostReminders, fixture.Received.Count);
    }

    [Fact]
    public async Task Reminders_that_were_missed_are_not_made_up_for_one_by_one()
    {
        await using var fixture = await StartAsync(Define(To("hook", NotificationEvent.Waiting) with { Reminder = FourHours }));
        await fixture.AskAsync();
        await SweepAsync(fixture);
        fixture.Time.Advance(TimeSpan.FromDays(3));

        await SweepAsync(fixture);
        await SweepAsync(fixture);

        Assert.Equal(2, fixture.Received.Count);
    }

    // What the sweep finds due to be reminded of, it tells in its next round, or the signal's reader does at once.
    private static async Task SweepAsync(NotificationFixture fixture)
    {
        await fixture.Sweep().SweepAsync(Cancellation);
        await fixture.Sweep().SweepAsync(Cancellation);
    }
}
